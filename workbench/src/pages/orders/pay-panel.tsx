import { useQuery } from '@tanstack/react-query';
import { Alert, Button, QRCode, Space, Typography } from 'antd';
import { useRef } from 'react';

import {
  checkOrder,
  closeOrder,
  fetchPrices,
  newNumber,
  ordersKey,
  payNative,
  sendSlip,
  type Order,
} from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { base64Of } from '../../shared/base64.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

/** On a phone inside WeCom no payment sheet opens, and a code on the screen cannot be scanned by itself (row 337). */
export function isPhoneInWecom(userAgent: string): boolean {
  return /wxwork/i.test(userAgent) && /mobile|android|iphone/i.test(userAgent);
}

/** Ways to pay an order that waits: the code to scan, and the bank transfer with its slip. */
export function PayPanel(props: { order: Order; onChange: () => void }) {
  const { order, onChange } = props;
  const t = useText();
  const confirm = useConfirm();
  const file = useRef<HTMLInputElement>(null);
  const prices = useQuery({
    queryKey: [...ordersKey, 'prices'],
    queryFn: ({ signal }) => fetchPrices(signal),
  });
  const native = prices.data?.methods.includes('native') === true;
  const code = useQuery({
    queryKey: [...ordersKey, 'code', order.id],
    queryFn: () => payNative(order.id),
    enabled: native && order.slip?.state !== 'waiting',
    staleTime: Infinity,
  });
  const renumber = useWrite((_: null, key) => newNumber(order.id, key), {
    onDone: () => void code.refetch(),
  });
  const check = useWrite((_: null, key) => checkOrder(order.id, key), { onDone: onChange });
  const close = useWrite((_: null, key) => closeOrder(order.id, key), { onDone: onChange });
  const slip = useWrite((content: string, key) => sendSlip(order.id, content, key), { onDone: onChange });
  const bank = prices.data?.bankAccount ?? null;
  const phone = isPhoneInWecom(navigator.userAgent);
  return (
    <Panel
      title={t('orders.pay')}
      extra={
        <Button
          onClick={() => {
            confirm({
              title: t('orders.close_title'),
              consequence: t('orders.close_hint'),
              verb: t('orders.close'),
              danger: true,
              work: () => close.mutateAsync(null),
            });
          }}
        >
          {t('orders.close')}
        </Button>
      }
    >
      <div className="hl-order-pay">
        {!native || order.slip?.state === 'waiting' ? null : (
          <div>
            {phone ? (
              <>
                <Alert type="info" showIcon message={t('orders.wecom_phone')} />
                <CopyField
                  label={t('orders.open_elsewhere')}
                  value={window.location.href}
                  hint={t('orders.open_elsewhere_hint')}
                />
              </>
            ) : null}
            {code.isError ? <ErrorNotice error={code.error} /> : null}
            {code.data === undefined ? null : (
              <div data-code={code.data.codeUrl}>
                <QRCode value={code.data.codeUrl} size={200} aria-label={t('orders.qr')} />
                <Typography.Text>{t('orders.scan', { amount: formatFen(order.totalFen) })}</Typography.Text>
              </div>
            )}
            <Space wrap>
              <Button
                loading={check.isPending}
                onClick={() => {
                  check.mutate(null);
                }}
              >
                {t('orders.check')}
              </Button>
              <Button
                loading={renumber.isPending}
                onClick={() => {
                  renumber.mutate(null);
                }}
              >
                {t('orders.someone_else')}
              </Button>
            </Space>
          </div>
        )}
        {bank === null ? null : (
          <div>
            <Typography.Title level={3} style={{ fontSize: 16, margin: 0 }}>
              {t('orders.method.bank')}
            </Typography.Title>
            <span>{bank.holder}</span>
            <span>{bank.bank}</span>
            <CopyField label={t('orders.bank_number')} value={bank.number} hint={t('orders.bank_hint')} />
            {order.slip?.state === 'waiting' ? (
              <Alert type="info" showIcon message={t('orders.slip_waiting')} />
            ) : (
              <>
                {order.slip?.state === 'refused' ? (
                  <Alert
                    type="warning"
                    showIcon
                    message={t('orders.slip_refused', { reason: order.slip.reason })}
                  />
                ) : null}
                <input
                  ref={file}
                  type="file"
                  hidden
                  aria-label={t('orders.slip')}
                  accept="image/png,image/jpeg,application/pdf"
                  onChange={(event) => {
                    const [chosen] = event.target.files ?? [];
                    if (chosen !== undefined)
                      void base64Of(chosen)
                        .then((content) => slip.mutateAsync(content))
                        .catch(() => undefined);
                    event.target.value = '';
                  }}
                />
                <Button loading={slip.isPending} onClick={() => file.current?.click()}>
                  {t('orders.slip')}
                </Button>
              </>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}
