import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';

import {
  fetchMerchant,
  merchantKey,
  saveMerchant,
  type MerchantInput,
  type MerchantView,
} from '../../features/orders/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';

interface Values {
  mchId: string;
  appId: string;
  serialNo: string;
  privateKeyPem: string;
  apiV3Key: string;
  platformKeys: { serial: string; pem: string }[];
  bankAccount: { holder: string; bank: string; number: string };
}
type Body = Omit<MerchantInput, 'version'>;

const pem = /^\s*-----BEGIN [A-Z ]+-----[\s\S]+-----END [A-Z ]+-----\s*$/;

/** Secrets go one way: their fields begin empty, and empty means «as it is». */
const valuesOf = ({ mchId, appId, serialNo, platformKeys, bankAccount }: MerchantView): Values => ({
  ...{ mchId, appId, serialNo, platformKeys, privateKeyPem: '', apiV3Key: '' },
  bankAccount: bankAccount ?? { holder: '', bank: '', number: '' },
});

export function MerchantForm(props: { merchant: MerchantView }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const typed: Partial<Values> | undefined = Form.useWatch([], form);
  const [round, setRound] = useState(0);
  const { merchant } = props;
  const isSet = merchant.version > 0;
  const take = (fresh: MerchantView) => {
    queries.setQueryData(merchantKey, fresh);
    form.setFieldsValue(valuesOf(fresh));
    setRound((before) => before + 1);
  };
  const save = useVersionedSave<MerchantView, Body>({
    version: merchant.version,
    save: saveMerchant,
    reload: () => fetchMerchant(),
    onSaved: (saved) => {
      take(saved);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });
  const { conflict } = save;
  const bank = typed?.bankAccount;
  const withBank = [bank?.holder, bank?.bank, bank?.number].some((part) => (part ?? '').trim() !== '');
  const wrong = t('merchant.invalid');
  const secretHint = t(isSet ? 'merchant.set' : 'merchant.not_set');
  const serials = (keys: readonly { serial: string }[]) => keys.map(({ serial }) => serial).join('\n');
  const account = (one: Values['bankAccount'] | null) =>
    one === null ? '' : [one.holder, one.bank, one.number].join('\n').trim();
  const mine = { ...valuesOf(merchant), ...typed };

  return (
    <Panel>
      {conflict === null ? null : (
        <ConflictNotice
          pending={save.pending}
          onOverwrite={() => void save.overwrite()}
          onTakeTheirs={save.takeTheirs}
          differences={[
            { label: t('merchant.mch_id'), mine: mine.mchId, theirs: conflict.mchId },
            { label: t('merchant.app_id'), mine: mine.appId, theirs: conflict.appId },
            { label: t('merchant.serial'), mine: mine.serialNo, theirs: conflict.serialNo },
            {
              label: t('merchant.keys'),
              mine: serials(mine.platformKeys),
              theirs: serials(conflict.platformKeys),
            },
            {
              label: t('merchant.bank'),
              mine: account(mine.bankAccount),
              theirs: account(conflict.bankAccount),
            },
          ]}
        />
      )}
      {isSet ? (
        <CopyField label={t('merchant.notify')} value={merchant.notifyUrl} hint={t('merchant.notify_hint')} />
      ) : null}
      <ResourceForm<Values>
        key={round}
        form={form}
        initial={valuesOf(merchant)}
        error={save.error}
        pending={save.pending}
        submitLabel={t('common.save')}
        onSubmit={({ privateKeyPem, apiV3Key, platformKeys, bankAccount, ...rest }) => {
          void save.submit({
            ...rest,
            ...(privateKeyPem.trim() === '' ? {} : { privateKeyPem: privateKeyPem.trim() }),
            ...(apiV3Key === '' ? {} : { apiV3Key }),
            platformKeys: platformKeys.map((key) => ({ serial: key.serial.trim(), pem: key.pem.trim() })),
            bankAccount: withBank ? bankAccount : null,
            // Not asked here; it stays as it is.
            miniProgramPurchase: merchant.miniProgramPurchase,
          });
        }}
      >
        <Form.Item<Values>
          name="mchId"
          label={t('merchant.mch_id')}
          rules={[{ required: true, pattern: /^\d{8,12}$/, message: wrong }]}
        >
          <Input inputMode="numeric" autoComplete="off" />
        </Form.Item>
        <Form.Item<Values>
          name="appId"
          label={t('merchant.app_id')}
          rules={[{ required: true, pattern: /^wx[0-9a-z]{16}$/, message: wrong }]}
        >
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item<Values>
          name="serialNo"
          label={t('merchant.serial')}
          rules={[{ required: true, pattern: /^[0-9A-Fa-f]{8,64}$/, message: wrong }]}
        >
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item<Values>
          name="privateKeyPem"
          label={t('merchant.private_key')}
          extra={secretHint}
          rules={[{ required: !isSet, pattern: pem, message: wrong }]}
        >
          <Input.TextArea rows={4} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item<Values>
          name="apiV3Key"
          label={t('merchant.api_key')}
          extra={secretHint}
          rules={[{ required: !isSet, len: 32, message: wrong }]}
        >
          <Input.Password autoComplete="new-password" maxLength={32} />
        </Form.Item>
        <h3>{t('merchant.keys')}</h3>
        <p className="hl-hint">{t('merchant.keys_hint')}</p>
        <Form.List name="platformKeys">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <div key={key}>
                  <Form.Item
                    name={[name, 'serial']}
                    label={t('merchant.key_serial')}
                    rules={[
                      {
                        required: true,
                        pattern: /^(PUB_KEY_ID_[0-9A-Za-z]{1,64}|[0-9A-Fa-f]{8,64})$/,
                        message: wrong,
                      },
                    ]}
                  >
                    <Input autoComplete="off" spellCheck={false} />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'pem']}
                    label={t('merchant.pem')}
                    rules={[{ required: true, pattern: pem, message: wrong }]}
                  >
                    <Input.TextArea rows={4} autoComplete="off" spellCheck={false} />
                  </Form.Item>
                  <Button
                    danger
                    style={{ marginBlockEnd: 16 }}
                    onClick={() => {
                      remove(name);
                    }}
                  >
                    {t('merchant.remove_key')}
                  </Button>
                </div>
              ))}
              <Button
                style={{ marginBlockEnd: 16 }}
                disabled={fields.length >= 8}
                onClick={() => {
                  add({ serial: '', pem: '' });
                }}
              >
                {t('merchant.add_key')}
              </Button>
            </>
          )}
        </Form.List>
        <h3>{t('merchant.bank')}</h3>
        <p className="hl-hint">{t('merchant.bank_hint')}</p>
        <Form.Item
          name={['bankAccount', 'holder']}
          label={t('merchant.holder')}
          rules={[{ required: withBank, whitespace: true, message: wrong }]}
        >
          <Input autoComplete="off" maxLength={80} />
        </Form.Item>
        <Form.Item
          name={['bankAccount', 'bank']}
          label={t('merchant.bank_name')}
          rules={[{ required: withBank, whitespace: true, message: wrong }]}
        >
          <Input autoComplete="off" maxLength={80} />
        </Form.Item>
        <Form.Item
          name={['bankAccount', 'number']}
          label={t('orders.bank_number')}
          rules={[{ required: withBank, pattern: /^\d{8,32}$/, message: wrong }]}
        >
          <Input inputMode="numeric" autoComplete="off" />
        </Form.Item>
      </ResourceForm>
    </Panel>
  );
}
