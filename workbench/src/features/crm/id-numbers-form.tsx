import { Alert, App, Button, Input, Radio, Switch } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { ErrorNotice, ErrorState } from '../../shared/ui/states.tsx';
import { Splash } from '../../shared/ui/splash.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { partiesKey } from './api.ts';
import { Field } from './field.tsx';
import {
  fetchIdNumberSetting,
  idNumbersKey,
  saveIdNumberSetting,
  type IdNumberSetting,
  type PutIdNumberSetting,
} from './id-numbers-api.ts';
import { FormDrawer } from './party-form.tsx';

/** Whether ID numbers of contacts are kept: what the law asks for, what for, and what becomes of them. */
export function IdNumbersForm(props: { onClose: () => void }) {
  const setting = useQuery({
    queryKey: idNumbersKey,
    queryFn: ({ signal }) => fetchIdNumberSetting(signal),
    staleTime: 0,
    gcTime: 0,
  });
  if (setting.isError) return <ErrorState error={setting.error} onRetry={() => void setting.refetch()} />;
  if (setting.data === undefined) return <Splash />;
  return <Editor key={setting.data.version} {...props} setting={setting.data} />;
}

function Editor({ setting, onClose }: { setting: IdNumberSetting; onClose: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const count = setting.stored;
  const [enabled, setEnabled] = useState(setting.enabled);
  const [purpose, setPurpose] = useState(setting.purpose);
  const [stored, setStored] = useState<'delete' | 'keep'>('delete');
  const save = useWrite((wish: PutIdNumberSetting, key) => saveIdNumberSetting(setting.version, wish, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('common.saved'));
      for (const kind of ['customer', 'partner'] as const)
        void queries.invalidateQueries({ queryKey: partiesKey(kind) });
      onClose();
    },
  });
  const submit = () => {
    if (enabled) save.mutate({ enabled, purpose });
    else if (count === 0) save.mutate({ enabled });
    else if (stored === 'keep') save.mutate({ enabled, stored });
    else
      ask({
        title: t('crm.id_numbers.delete_title', { count }),
        consequence: t('crm.id_number.remove_consequence'),
        verb: t('crm.id_number.remove'),
        danger: true,
        work: () => save.mutateAsync({ enabled, stored }),
      });
  };
  return (
    <FormDrawer title={t('crm.id_numbers')} pending={save.isPending} onClose={onClose} onSubmit={submit}>
      <div className="hl-stack">
        <Alert
          type="warning"
          showIcon
          message={t('crm.id_numbers.notice_title')}
          description={t('crm.id_numbers.notice')}
        />
        <div className="hl-crm-line">
          <strong id="id-numbers-enabled">{t('crm.id_numbers.enabled')}</strong>
          <Switch
            aria-labelledby="id-numbers-enabled"
            checked={enabled}
            checkedChildren={t('common.on')}
            unCheckedChildren={t('common.off')}
            onChange={setEnabled}
          />
        </div>
        <p className="hl-muted">
          {t('crm.id_numbers.who', { permission: t(permissionLabel('crm.id_numbers')) })}
        </p>
        {enabled ? (
          <Field
            id="id-numbers-purpose"
            label={t('crm.id_numbers.purpose')}
            required
            extra={t('crm.id_numbers.purpose_hint')}
          >
            <Input.TextArea
              id="id-numbers-purpose"
              value={purpose}
              maxLength={200}
              autoSize={{ minRows: 2, maxRows: 4 }}
              onChange={(event) => setPurpose(event.target.value)}
            />
          </Field>
        ) : null}
        {count === 0 ? null : enabled ? (
          <p className="hl-muted">{t('crm.id_numbers.stored', { count })}</p>
        ) : (
          <div>
            <p>{t('crm.id_numbers.when_off', { count })}</p>
            <Radio.Group
              aria-label={t('crm.id_numbers.when_off', { count })}
              value={stored}
              options={[
                { value: 'delete', label: t('crm.id_numbers.off_delete', { count }) },
                { value: 'keep', label: t('crm.id_numbers.off_keep') },
              ]}
              onChange={(event) => setStored(event.target.value === 'keep' ? 'keep' : 'delete')}
            />
          </div>
        )}
        <ErrorNotice error={save.isError ? save.error : null}>
          {isConflict(save.error) ? (
            <Button size="small" onClick={() => void queries.invalidateQueries({ queryKey: idNumbersKey })}>
              {t('crm.reload')}
            </Button>
          ) : null}
        </ErrorNotice>
      </div>
    </FormDrawer>
  );
}
