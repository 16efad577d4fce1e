import { Drawer } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import type { CancellationRow } from './api.ts';
import { ConfirmHandled } from './confirm-handled.tsx';
import './personal.css';

const partTone: Record<CancellationRow['parts'][number]['state'], Tone> = {
  done: 'good',
  later: 'warn',
  open: 'wait',
};

/** One who left: what the system has erased, what waits, and who answers for the rest. */
export function CancellationDrawer(props: {
  row: CancellationRow | null;
  canManage: boolean;
  onClose: () => void;
  onChanged: (row: CancellationRow) => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const { row } = props;
  return (
    <Drawer
      open={row !== null}
      onClose={props.onClose}
      title={row?.pseudonym ?? ''}
      width={460}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
      footer={
        row !== null && row.handledAt === null && props.canManage ? (
          <ConfirmHandled row={row} onDone={props.onChanged} />
        ) : null
      }
    >
      {row === null ? null : (
        <div className="hl-stack">
          <Facts
            facts={[
              { label: t('leaving.column.companies'), value: row.companies.join('、') || '—' },
              {
                label: t('leaving.column.scope'),
                value: t(row.whole ? 'leaving.scope.whole' : 'leaving.scope.part'),
              },
              { label: t('leaving.column.requested'), value: moment(row.requestedAt) },
              { label: t('leaving.column.due'), value: row.dueText },
              {
                label: t('leaving.column.done'),
                value: row.doneAt === null ? row.stateLabel : moment(row.doneAt),
              },
            ]}
          />
          <section>
            <h3>{t('leaving.by_system')}</h3>
            <ul className="hl-plain-list">
              {row.parts.map((part) => (
                <li key={part.key} className="hl-row">
                  <Status tone={partTone[part.state]}>{t(`leaving.part.${part.state}`)}</Status>
                  <span>{part.label}</span>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h3>{t('leaving.by_hand')}</h3>
            <p>{t('leaving.by_hand_what')}</p>
            <Facts
              facts={[
                { label: t('leaving.answers'), value: row.answersName ?? t('leaving.answers_admins') },
                {
                  label: t('leaving.handled'),
                  value:
                    row.handledAt === null
                      ? t('leaving.not_handled')
                      : `${row.handledBy ?? ''} · ${moment(row.handledAt)}`,
                },
              ]}
            />
          </section>
        </div>
      )}
    </Drawer>
  );
}
