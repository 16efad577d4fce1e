import { App, Button, Switch, Tooltip } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router-dom';

import {
  conflictsKey,
  directoryKey,
  isOpen,
  runsQuery,
  settingsQuery,
  startRun,
  switchFollowing,
} from '../../features/organisation/directory-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { RequestPanel } from './request-panel.tsx';
import { RunPanel } from './run-panel.tsx';
import './directory.css';

export function DirectoryOverview() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const settings = useQuery(settingsQuery);
  const runs = useQuery(runsQuery);
  const renew = () => void queries.invalidateQueries({ queryKey: directoryKey });
  const start = useWrite(startRun, {
    onDone: () => {
      void message.success(t('directory.started'));
      renew();
    },
  });
  const follow = useWrite(switchFollowing, {
    onDone: ({ follows }) => {
      void message.success(t(follows ? 'directory.follow_on' : 'directory.follow_off'));
      renew();
    },
  });
  const application = settings.data?.application ?? null;
  const missing = settings.data !== undefined && application === null;
  const running = runs.data?.some(isOpen) === true;
  const [newest] = runs.data ?? [];
  const stage = `${newest?.id ?? ''} ${newest?.state ?? ''}`;
  // A run may have met members to link: what waits is read anew when it is another one, or further.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: conflictsKey });
  }, [queries, stage]);

  return (
    <Page
      title={t('directory.title')}
      lead={t('directory.lead')}
      actions={
        <Tooltip title={missing ? t('directory.no_application') : undefined}>
          <Button
            type="primary"
            loading={start.isPending || running}
            disabled={application === null}
            onClick={() => start.mutate(null)}
          >
            {t('directory.now')}
          </Button>
        </Tooltip>
      }
    >
      <Panel
        title={t('directory.follow')}
        extra={
          settings.data === undefined ? null : (
            <Switch
              aria-label={t('directory.follow')}
              checked={settings.data.follows}
              loading={follow.isPending}
              disabled={missing && !settings.data.follows}
              onChange={(follows) => follow.mutate({ follows, version: settings.data.version })}
            />
          )
        }
      >
        <p className="hl-muted hl-panel-text">{t('directory.follow_hint')}</p>
        {missing ? (
          <p className="hl-panel-text">
            {t('directory.no_application')} <Link to="/channels">{t('directory.connect')}</Link>
          </p>
        ) : application === null ? null : (
          <p className="hl-muted hl-panel-text">{t('directory.application', { name: application.name })}</p>
        )}
      </Panel>
      <RunPanel runs={runs} onChanged={renew} />
      <ConflictPanel />
      <RequestPanel />
    </Page>
  );
}
