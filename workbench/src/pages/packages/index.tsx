import { Button, Space } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  getPackage,
  listPackages,
  listPushes,
  packagesKey,
  pushesKey,
  type ConfigPackageDetail,
  type ConfigPackageRow,
} from '../../features/packages/api.ts';
import { useStaff } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Splash } from '../../shared/ui/splash.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { PackageForm } from './package-form.tsx';
import { PushDrawer } from './push-drawer.tsx';
import { ResultDrawer } from './result-drawer.tsx';
import './packages.css';

/** Configuration packages of a template enterprise, and what became of their pushes. */
export function PackagesPage() {
  const t = useText();
  const isTemplate = useStaff().enterprise.kind === 'template';
  if (!isTemplate)
    return (
      <Page title={t('packages.title')}>
        <Panel>
          <EmptyState title={t('packages.only_template')} hint={t('packages.only_template_hint')} />
        </Panel>
      </Page>
    );
  return <Packages />;
}

function Packages() {
  const t = useText();
  const queries = useQueryClient();
  const { moment } = useZone();
  const packages = useQuery({ queryKey: packagesKey, queryFn: ({ signal }) => listPackages(signal) });
  const pushes = useQuery({
    queryKey: pushesKey,
    queryFn: ({ signal }) => listPushes(signal),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ counts }) => counts.queued > 0) === true ? 2_000 : false,
  });
  const [editing, setEditing] = useState<ConfigPackageDetail | 'new' | null>(null);
  const [pushing, setPushing] = useState<ConfigPackageRow | null>(null);
  const [result, setResult] = useState<string | null>(null);
  const make = (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('packages.make')}
    </Button>
  );
  const edit = async (id: string) => {
    const row = await queries.fetchQuery({
      queryKey: [...packagesKey, id],
      queryFn: ({ signal }) => getPackage(id, signal),
      staleTime: 0,
    });
    setEditing(row);
  };
  const items = packages.data?.items ?? [];
  return (
    <Page title={t('packages.title')} lead={t('packages.lead')} actions={items.length > 0 ? make : null}>
      {packages.isError ? (
        <ErrorState error={packages.error} onRetry={() => void packages.refetch()} />
      ) : packages.data === undefined ? (
        <Splash />
      ) : (
        <>
          <Panel>
            {items.length === 0 ? (
              <EmptyState title={t('packages.empty')} hint={t('packages.empty_hint')} action={make} />
            ) : (
              items.map((row) => (
                <div key={row.id} className="hl-package">
                  <div>
                    <strong>{row.name}</strong>
                    <p className="hl-muted">
                      {t('packages.revision', { revision: row.revision })} ·{' '}
                      {row.parts.map(({ label }) => label).join(t('packages.separator'))} ·{' '}
                      {moment(row.updatedAt)}
                    </p>
                  </div>
                  <Space>
                    <Button onClick={() => void edit(row.id)}>{t('packages.edit')}</Button>
                    <Button onClick={() => setPushing(row)}>{t('packages.push')}</Button>
                  </Space>
                </div>
              ))
            )}
          </Panel>
          <Panel title={t('packages.history')}>
            {(pushes.data?.items ?? []).length === 0 ? (
              <p className="hl-muted">{t('packages.history_empty')}</p>
            ) : (
              pushes.data?.items.map((row) => (
                <div key={row.id} className="hl-package">
                  <div>
                    <strong>{row.packageName}</strong> {t('packages.revision', { revision: row.revision })}
                    <p className="hl-muted">
                      {t('packages.counts', { ...row.counts, noChange: row.counts.no_change })} · {row.by} ·{' '}
                      {moment(row.createdAt)}
                    </p>
                  </div>
                  <Button onClick={() => setResult(row.id)}>{t('packages.open')}</Button>
                </div>
              ))
            )}
          </Panel>
        </>
      )}
      {editing === null ? null : (
        <PackageForm row={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {pushing === null ? null : (
        <PushDrawer
          row={pushing}
          onClose={() => setPushing(null)}
          onPushed={(id) => {
            setPushing(null);
            setResult(id);
          }}
        />
      )}
      {result === null ? null : <ResultDrawer id={result} onClose={() => setResult(null)} />}
    </Page>
  );
}
