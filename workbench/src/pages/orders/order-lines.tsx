import { Button, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';

import { requestRefund, type Order } from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';

type Line = Order['lines'][number];

/** What the order holds, and 可退 N before the button that refunds it. */
export function OrderLines(props: { order: Order; canManage: boolean; onChange: () => void }) {
  const { order, canManage, onChange } = props;
  const t = useText();
  const { lastDay } = useZone();
  const [chosen, setChosen] = useState<Line | null>(null);
  const refundable = canManage && order.method === 'native';
  return (
    <>
      {order.lines.map((line) => (
        <div key={line.id} className="hl-order-line">
          <span>
            {t('orders.line', { kind: line.label, places: line.places, unit: line.unit, years: line.years })}
            {line.endsAt === null ? '' : ` · ${t('quota.valid_until', { date: lastDay(line.endsAt) })}`}
          </span>
          <span className="hl-number">{formatFen(line.amountFen)}</span>
          {refundable && order.paidAt !== null ? (
            <span>
              {t('orders.refundable', { count: line.refundable, unit: line.unit })}{' '}
              <Button
                disabled={line.refundable === 0}
                onClick={() => {
                  setChosen(line);
                }}
              >
                {t('orders.refund')}
              </Button>
            </span>
          ) : null}
        </div>
      ))}
      {order.refunds.map((refund) => (
        <div key={refund.id} className="hl-order-line">
          <span>
            {t('orders.refund')} {refund.places === 0 ? '' : refund.places} · {refund.reason}
          </span>
          <span className="hl-number">−{formatFen(refund.amountFen)}</span>
          <span>{t(`orders.refund.${refund.state}`)}</span>
        </div>
      ))}
      {chosen === null ? null : (
        <RefundDialog
          orderId={order.id}
          line={chosen}
          onEnd={() => {
            setChosen(null);
            onChange();
          }}
        />
      )}
    </>
  );
}

function RefundDialog(props: { orderId: string; line: Line; onEnd: () => void }) {
  const { line } = props;
  const t = useText();
  const [places, setPlaces] = useState(1);
  const [reason, setReason] = useState('');
  const refund = useWrite(
    (input: { places: number; reason: string }, key) =>
      requestRefund(props.orderId, { lineId: line.id, ...input }, key),
    { failure: 'inline', onDone: props.onEnd },
  );
  return (
    <Modal
      open
      title={t('orders.refundable', { count: line.refundable, unit: line.unit })}
      okText={t('orders.refund_amount', { amount: formatFen(line.unitFen * line.years * places) })}
      okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: refund.isPending }}
      cancelText={t('common.cancel')}
      onCancel={props.onEnd}
      onOk={() => {
        refund.mutate({ places, reason: reason.trim() });
      }}
    >
      <div className="hl-order-form">
        <label>
          {t('orders.places')}
          <InputNumber
            aria-label={t('orders.places')}
            min={1}
            max={line.refundable}
            precision={0}
            value={places}
            onChange={(value) => {
              if (value !== null) setPlaces(value);
            }}
          />
        </label>
        <label>
          {t('orders.refund_reason')}
          <Input
            maxLength={80}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        </label>
        {refund.error === null ? null : <ErrorNotice error={refund.error} />}
      </div>
    </Modal>
  );
}
