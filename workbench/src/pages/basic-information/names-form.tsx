import { App, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { meKey } from '../../features/session/api.ts';
import {
  fetchNames,
  namesKey,
  patchNames,
  type EnterpriseNames,
  type EnterpriseNamesPatch,
} from '../../features/settings/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import { NamesPreview } from './names-preview.tsx';

interface NamesValues {
  displayName: string;
  slogan: string;
}

/** Display name and slogan, with what downstream will see beside them as one types. */
export function NamesForm(props: { names: EnterpriseNames }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<NamesValues>();
  // Nothing is watched before the form stands.
  const typed: Partial<NamesValues> | undefined = Form.useWatch([], form);
  const [round, setRound] = useState(0);
  const { names } = props;
  const values = { displayName: names.displayName, slogan: names.slogan, ...typed };

  const take = (fresh: EnterpriseNames) => {
    queries.setQueryData(namesKey, fresh);
    form.setFieldsValue({ displayName: fresh.displayName, slogan: fresh.slogan });
    setRound((before) => before + 1);
    // The name also stands in the frame of every page.
    void queries.invalidateQueries({ queryKey: meKey });
  };
  const save = useVersionedSave<EnterpriseNames, EnterpriseNamesPatch>({
    version: names.version,
    save: patchNames,
    reload: () => fetchNames(),
    onSaved: (saved) => {
      take(saved);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });

  return (
    <div className="hl-beside">
      <Panel title={t('basics.brand')}>
        {save.conflict === null ? null : (
          <ConflictNotice
            pending={save.pending}
            onOverwrite={() => void save.overwrite()}
            onTakeTheirs={save.takeTheirs}
            differences={[
              {
                label: t('basics.display_name'),
                mine: values.displayName,
                theirs: save.conflict.displayName,
              },
              { label: t('basics.slogan'), mine: values.slogan, theirs: save.conflict.slogan },
            ]}
          />
        )}
        <ResourceForm
          key={round}
          form={form}
          initial={{ displayName: names.displayName, slogan: names.slogan }}
          error={save.error}
          pending={save.pending}
          submitLabel={t('common.save')}
          onSubmit={({ displayName, slogan }) => void save.submit({ displayName, slogan })}
        >
          <Form.Item<NamesValues>
            name="displayName"
            label={t('basics.display_name')}
            extra={t('basics.display_name_hint')}
          >
            <Input maxLength={30} showCount autoComplete="off" placeholder={names.legalName} />
          </Form.Item>
          <Form.Item<NamesValues> name="slogan" label={t('basics.slogan')} extra={t('basics.slogan_hint')}>
            <Input maxLength={60} showCount autoComplete="off" />
          </Form.Item>
        </ResourceForm>
        <div className="hl-legal">
          <Facts
            facts={[
              {
                label: t('basics.legal_name'),
                value: (
                  <>
                    {names.legalName}
                    <small>{t('basics.legal_name_hint')}</small>
                  </>
                ),
              },
            ]}
          />
        </div>
      </Panel>
      <NamesPreview
        name={values.displayName.trim() === '' ? names.legalName : values.displayName.trim()}
        slogan={values.slogan.trim()}
      />
    </div>
  );
}
