import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer, Form, Input, Radio } from 'antd';

import type { PriceVersions } from '../../../../server/contract/orders.ts';
import { addPriceVersion, ordersKey, type NewPriceVersion } from '../../features/orders/api.ts';
import { parseYuan, yuanOf } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';

interface Values {
  prices: Record<string, string>;
  when: 'now' | 'later';
  effectiveFrom?: string;
}

/** A new version of the whole list; it begins with the prices that hold now. */
export function PriceForm(props: { list: PriceVersions; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const typed: Partial<Values> | undefined = Form.useWatch([], form);
  const { list } = props;
  const holding = list.items.find(({ version }) => version === list.current)?.prices ?? {};
  const add = useWrite((version: NewPriceVersion, key) => addPriceVersion(version, key), {
    failure: 'inline',
    onDone: ({ version }) => {
      void message.success(t('prices.saved', { version }));
      void cache.invalidateQueries({ queryKey: ordersKey });
      props.onClose();
    },
  });
  const at = typed?.effectiveFrom;
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t('prices.add')}
      width={520}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
    >
      <ResourceForm<Values>
        form={form}
        initial={{
          when: 'now',
          prices: Object.fromEntries(
            list.kinds.map(({ kind }) => {
              const fen = holding[kind];
              return [kind, fen === undefined ? '' : yuanOf(fen)];
            }),
          ),
        }}
        guard={false}
        error={add.error}
        pending={add.isPending}
        submitLabel={t('prices.add')}
        onSubmit={({ prices, when, effectiveFrom }) => {
          const fen: Record<string, number> = {};
          for (const { kind } of list.kinds) {
            const amount = parseYuan(prices[kind] ?? '');
            if (amount !== null) fen[kind] = amount;
          }
          // The field gives the time of this device, without a zone.
          const later =
            when === 'later' && effectiveFrom !== undefined
              ? { effectiveFrom: new Date(effectiveFrom).toISOString() }
              : {};
          add.mutate({ prices: fen, ...later });
        }}
      >
        <p className="hl-hint">{t('prices.price_hint')}</p>
        {list.kinds.map(({ kind, label, unit }) => (
          <Form.Item
            key={kind}
            name={['prices', kind]}
            label={t('prices.price', { kind: label, unit })}
            rules={[
              {
                validator: (_rule, value: string | undefined) => {
                  if (value === undefined || value.trim() === '') return Promise.resolve();
                  const amount = parseYuan(value);
                  return amount !== null && amount >= 1 && amount <= 100_000_000
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('prices.invalid')));
                },
              },
            ]}
          >
            <Input inputMode="decimal" autoComplete="off" placeholder={t('prices.not_sold')} prefix="¥" />
          </Form.Item>
        ))}
        <Form.Item<Values> name="when" label={t('prices.when')}>
          <Radio.Group
            options={[
              { value: 'now', label: t('prices.now') },
              { value: 'later', label: t('prices.later') },
            ]}
          />
        </Form.Item>
        {typed?.when === 'later' ? (
          <Form.Item<Values>
            name="effectiveFrom"
            label={t('prices.at')}
            rules={[{ required: true, message: t('prices.invalid_time') }]}
            // As the enterprise's zone reads it, where the device stands in another one.
            extra={at === undefined || at === '' ? null : moment(new Date(at).toISOString())}
          >
            <Input type="datetime-local" />
          </Form.Item>
        ) : null}
      </ResourceForm>
    </Drawer>
  );
}
