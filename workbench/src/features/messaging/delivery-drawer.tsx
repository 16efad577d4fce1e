import { Drawer } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts, type Fact } from '../../shared/ui/facts.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import type { DeliveryRow } from './api.ts';
import { carrierLabel, stateWord } from './delivery-words.ts';
import { ResendButton } from './resend-button.tsx';

/** Why this message went the way it went, and what to do about it. */
export function DeliveryDrawer(props: { delivery: DeliveryRow | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const { delivery } = props;
  return (
    <Drawer
      open={delivery !== null}
      onClose={props.onClose}
      title={delivery === null ? '' : `${delivery.recipientName} · ${delivery.purposeLabel}`}
      width={460}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
      footer={
        delivery?.canResend === true ? <ResendButton delivery={delivery} onDone={props.onClose} /> : null
      }
    >
      {delivery === null ? null : (
        <div className="hl-stack">
          <Status tone={stateWord[delivery.state].tone}>{delivery.stateLabel}</Status>
          <Facts facts={factsOf(delivery)} />
          {delivery.passedOver.length === 0 ? null : (
            <section>
              <h3 className="hl-small-title">{t('deliveries.passed_over')}</h3>
              <ul className="hl-plain">
                {delivery.passedOver.map((passed) => (
                  <li key={passed.carrier}>
                    {t(carrierLabel[passed.carrier])}：<span className="hl-muted">{passed.reason}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Drawer>
  );

  function factsOf(row: DeliveryRow): readonly Fact[] {
    const facts: Fact[] = [
      {
        label: t('deliveries.column.carrier'),
        value: row.carrier === null ? '—' : t(carrierLabel[row.carrier]),
      },
      { label: t('deliveries.column.created'), value: moment(row.createdAt) },
      { label: t('deliveries.updated'), value: moment(row.updatedAt) },
    ];
    if (row.reason !== null) facts.push({ label: t('deliveries.reason'), value: row.reason });
    if (row.platformCode !== null) facts.push({ label: t('deliveries.code'), value: row.platformCode });
    if (row.remedy !== null) facts.push({ label: t('deliveries.remedy'), value: row.remedy });
    return facts;
  }
}
