import { App, Button, Form } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';

import {
  channelKindSchema,
  channelsKey,
  checksOf,
  connectChannel,
  type ChannelAccountRow,
  type ChannelKind,
  type ConnectChannelAccount,
} from '../../features/channels/api.ts';
import { CallbackPanel } from '../../features/channels/callback-panel.tsx';
import { connectLabel } from '../../features/channels/channel-words.ts';
import { CheckList } from '../../features/channels/check-list.tsx';
import { ConsoleGuide } from '../../features/channels/console-guide.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { NoAccessState } from '../../shared/ui/states.tsx';
import { MissingPage } from '../../shell/missing-page.tsx';
import { ConnectFields, parseConnect, type ConnectValues } from './connect-fields.tsx';
import './channels.css';

/** Connects one account: values from the platform's console → checked there → callback address back. */
export function ConnectWizard() {
  const t = useText();
  const canManage = useCan()('channels.manage');
  const kind = channelKindSchema.safeParse(useParams()['kind']);
  if (!kind.success) return <MissingPage />;
  const title = t(connectLabel[kind.data]);
  const crumbs = [{ label: t('channels.title'), to: '/channels' }];
  if (!canManage) {
    return (
      <Page title={title} crumbs={crumbs}>
        <Panel>
          <NoAccessState permission={t(permissionLabel('channels.manage'))} />
        </Panel>
      </Page>
    );
  }
  return (
    <Page title={title} crumbs={crumbs}>
      <Steps key={kind.data} kind={kind.data} />
    </Page>
  );
}

function Steps(props: { kind: ChannelKind }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<ConnectValues>();
  const [account, setAccount] = useState<ChannelAccountRow | null>(null);
  const connect = useWrite((input: ConnectChannelAccount, key) => connectChannel(input, key), {
    failure: 'inline',
    onDone: (connected) => {
      setAccount(connected);
      void message.success(t('channels.connected_done', { name: connected.name }));
      void queries.invalidateQueries({ queryKey: channelsKey });
    },
  });
  const refused = checksOf(connect.error);

  return (
    <>
      <ol className="hl-wizard-steps">
        <li {...(account === null ? { 'aria-current': 'step' } : {})}>{t('channels.wizard.values')}</li>
        <li>{t('channels.wizard.checks')}</li>
        <li {...(account === null ? {} : { 'aria-current': 'step' })}>{t('channels.wizard.callback')}</li>
      </ol>
      {account === null ? (
        <div className="hl-split">
          <Panel>
            <ResourceForm
              form={form}
              initial={{ callbackMode: 'safe' }}
              error={connect.error}
              pending={connect.isPending}
              submitLabel={t(connect.isPending ? 'channels.checking' : 'channels.check_and_connect')}
              errorExtra={refused.length === 0 ? null : <CheckList checks={refused} />}
              onSubmit={(values) => {
                const parsed = parseConnect(props.kind, values, t);
                if ('input' in parsed) connect.mutate(parsed.input);
                else form.setFields(parsed.wrong);
              }}
            >
              <ConnectFields kind={props.kind} />
            </ResourceForm>
          </Panel>
          <Panel title={t('channels.where')}>
            <ConsoleGuide kind={props.kind} />
          </Panel>
        </div>
      ) : (
        <>
          <Panel title={t('channels.checks')}>
            <CheckList checks={account.checks} />
          </Panel>
          <Panel title={t('channels.wizard.callback')}>
            <CallbackPanel account={account} canManage revealed />
          </Panel>
          <div className="hl-row">
            <Link to={`/channels/${account.id}`}>
              <Button type="primary">{t('channels.wizard.to_account')}</Button>
            </Link>
            <span className="hl-muted">{t('channels.wizard.later')}</span>
          </div>
        </>
      )}
    </>
  );
}
