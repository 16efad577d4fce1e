import { App, Button, Input } from 'antd';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { cancelVisit, planVisit, type PartyDetail } from './api.ts';

/** Visits that are planned; to plan one counts as contact. */
export function VisitsPart({ party, onWritten }: { party: PartyDetail; onWritten: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const { message } = App.useApp();
  const [day, setDay] = useState('');
  const [text, setText] = useState('');
  const plan = useWrite(
    (input: { day: string; text: string }, key) => planVisit(party.kind, party.id, input, key),
    {
      failure: 'inline',
      onDone: () => {
        void message.success(t('crm.visit.planned'));
        setDay('');
        setText('');
        onWritten();
      },
    },
  );
  const cancel = useWrite((id: string, key) => cancelVisit(party.kind, party.id, id, key), {
    onDone: onWritten,
  });
  if (party.visits.length === 0 && !party.can.edit) return null;
  return (
    <section>
      <h3>{t('crm.visits')}</h3>
      {party.can.edit ? (
        <div className="hl-stack">
          <div className="hl-crm-plan">
            <Input
              type="date"
              aria-label={t('crm.visit.day')}
              value={day}
              onChange={(event) => setDay(event.target.value)}
            />
            <Input
              aria-label={t('crm.visit.text')}
              placeholder={t('crm.visit.text_hint')}
              maxLength={200}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button
              disabled={day === ''}
              loading={plan.isPending}
              onClick={() => plan.mutate({ day, text: text.trim() })}
            >
              {t('crm.visit.plan')}
            </Button>
          </div>
          <small className="hl-cell-note">{t('crm.visit.hint')}</small>
          <ErrorNotice error={plan.isError ? plan.error : null} />
        </div>
      ) : null}
      <ul className="hl-crm-list">
        {party.visits.map((visit) => (
          <li key={visit.id} className="hl-crm-line">
            <div>
              <p>{visit.text === '' ? visit.day : `${visit.day} · ${visit.text}`}</p>
              <small className="hl-cell-note">{visit.byName}</small>
            </div>
            {party.can.edit ? (
              <Button
                size="small"
                onClick={() =>
                  ask({
                    title: t('crm.visit.cancel_title', { day: visit.day }),
                    consequence: t('crm.visit.cancel_consequence'),
                    verb: t('crm.visit.cancel'),
                    danger: true,
                    work: () => cancel.mutateAsync(visit.id),
                  })
                }
              >
                {t('crm.visit.cancel')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
