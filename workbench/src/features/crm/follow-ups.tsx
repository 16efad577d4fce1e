import { Button, Input, Rate } from 'antd';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { writeFollowUp, type FollowUpInput, type PartyDetail } from './api.ts';

/** What was spoken, and how satisfied the customer said he is. */
export function FollowUps({ party, onWritten }: { party: PartyDetail; onWritten: () => void }) {
  const t = useText();
  const { moment } = useZone();
  const [text, setText] = useState('');
  const [points, setPoints] = useState(0);
  const write = useWrite((input: FollowUpInput, key) => writeFollowUp(party.kind, party.id, input, key), {
    onDone: () => {
      setText('');
      setPoints(0);
      onWritten();
    },
  });
  return (
    <section>
      <h3>{t('crm.follow_ups')}</h3>
      {party.can.edit ? (
        <div className="hl-stack">
          <Input.TextArea
            aria-label={t('crm.follow_up')}
            placeholder={t('crm.follow_up_hint')}
            maxLength={1000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="hl-crm-points">
            <span id="follow-up-points">{t('crm.satisfaction')}</span>
            <Rate aria-labelledby="follow-up-points" value={points} onChange={setPoints} />
            <small className="hl-cell-note">
              {points === 0 ? t('crm.satisfaction_none') : t('crm.satisfaction_points', { points })}
            </small>
          </div>
          <div>
            <Button
              disabled={text.trim() === ''}
              loading={write.isPending}
              onClick={() => write.mutate({ text: text.trim(), satisfaction: points === 0 ? null : points })}
            >
              {t('crm.follow_up_add')}
            </Button>
          </div>
        </div>
      ) : null}
      <ul className="hl-crm-list">
        {party.followUps.map((note) => (
          <li key={note.id}>
            <p>{note.text}</p>
            <small className="hl-cell-note">
              {`${note.byName} · ${moment(note.at)}`}
              {note.satisfaction === null
                ? null
                : ` · ${t('crm.satisfaction_told', { points: note.satisfaction })}`}
            </small>
          </li>
        ))}
      </ul>
      {party.followUps.length === 0 ? <p className="hl-muted">{t('crm.no_follow_ups')}</p> : null}
    </section>
  );
}
