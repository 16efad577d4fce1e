import { Button, Segmented, Space } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';

import {
  importanceSchema,
  listParties,
  partiesKey,
  partyScopeSchema,
  stageSchema,
  type PartyKind,
  type PartyRow,
  type PartyScope,
} from '../../features/crm/api.ts';
import { ClassesForm } from '../../features/crm/classes-form.tsx';
import { CountsPanel } from '../../features/crm/counts-panel.tsx';
import { ExportDialog } from '../../features/crm/export-dialog.tsx';
import { HandOverDialog } from '../../features/crm/hand-over.tsx';
import { ImportDrawer } from '../../features/crm/import-drawer.tsx';
import { PartyDrawer } from '../../features/crm/party-drawer.tsx';
import { NewPartyForm, useClasses } from '../../features/crm/party-form.tsx';
import { importanceWord, stageWord, titleOf } from '../../features/crm/words.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

export const CustomersPage = () => <Parties key="customer" kind="customer" />;
export const PartnersPage = () => <Parties key="partner" kind="partner" />;

const scopesOfAll: readonly PartyScope[] = ['mine', 'pool'];
const scopesOfManagers: readonly PartyScope[] = partyScopeSchema.options;

/** Own ones, the pool, and for who manages them all, leavers' and the bin. */
function Parties({ kind }: { kind: PartyKind }) {
  const t = useText();
  const { day } = useZone();
  const can = useCan();
  const canManage = can('crm.manage');
  const [params, setParams] = useSearchParams();
  const [entering, setEntering] = useState(false);
  const [importing, setImporting] = useState(false);
  const [exporting, setExporting] = useState<Readonly<Record<string, string | undefined>> | null>(null);
  const [keeping, setKeeping] = useState(false);
  const [handing, setHanding] = useState<readonly string[] | 'leavers' | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const classes = useClasses(kind);
  const asked = partyScopeSchema.safeParse(params.get('scope'));
  const scopes = canManage ? scopesOfManagers : scopesOfAll;
  const scope = asked.success && scopes.includes(asked.data) ? asked.data : 'mine';
  const set = (part: Readonly<Record<string, string | null>>) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part))
          if (value === null) next.delete(key);
          else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  };

  const columns: readonly Column<PartyRow>[] = [
    {
      key: 'name',
      title: t('crm.field.name'),
      card: 'title',
      render: (row) => row.name,
    },
    ...(kind === 'partner'
      ? []
      : [
          {
            key: 'stage',
            title: t('crm.field.stage'),
            card: 'state' as const,
            render: (row: PartyRow) =>
              row.stage === null ? null : (
                <Status tone={stageWord[row.stage].tone}>{t(stageWord[row.stage].key)}</Status>
              ),
          },
        ]),
    { key: 'phone', title: t('crm.field.phone'), render: (row) => row.phoneMasked },
    { key: 'class', title: t('crm.field.classKey'), render: (row) => row.class.label },
    {
      key: 'importance',
      title: t('crm.field.importance'),
      card: 'hidden',
      render: (row) => t(importanceWord[row.importance]),
    },
    {
      key: 'owner',
      title: t('crm.owner'),
      render: (row) =>
        row.owner === null
          ? t('crm.scope.pool')
          : row.owner.state === 'left'
            ? t('crm.owner.left', { name: row.owner.name })
            : row.owner.name,
    },
    {
      key: 'last',
      title: t('crm.last_follow_up'),
      render: (row) => (row.lastFollowUpAt === null ? t('common.never') : day(row.lastFollowUpAt)),
    },
    {
      key: 'due',
      title: t('crm.contact_due'),
      card: 'hidden',
      render: (row) => (row.contactDueAt === null ? '—' : day(row.contactDueAt)),
    },
  ];

  return (
    <Page
      title={t(titleOf[kind])}
      lead={t(canManage ? 'crm.lead_manage' : 'crm.lead', { permission: t(permissionLabel('crm.manage')) })}
      actions={
        <Space wrap>
          {canManage ? <Button onClick={() => setKeeping(true)}>{t('crm.classes')}</Button> : null}
          {canManage ? <Button onClick={() => setImporting(true)}>{t('crm.import')}</Button> : null}
          {canManage ? <Button onClick={() => setHanding('leavers')}>{t('crm.leavers')}</Button> : null}
          <Button type="primary" onClick={() => setEntering(true)}>
            {t(kind === 'customer' ? 'crm.new_customer' : 'crm.new_partner')}
          </Button>
        </Space>
      }
    >
      <CountsPanel kind={kind} />
      <div className="hl-crm-scopes">
        <Segmented
          aria-label={t('crm.scope')}
          value={scope}
          options={scopes.map((value) => ({
            value,
            label: t(value === 'mine' ? `crm.scope.mine.${kind}` : `crm.scope.${value}`),
          }))}
          onChange={(value) => {
            setChosen([]);
            set({ scope: value });
          }}
        />
      </div>
      <DataTable
        name={t(titleOf[kind])}
        queryKey={[...partiesKey(kind), scope]}
        fetchPage={({ cursor, search, filters, signal }) =>
          listParties(kind, { scope, cursor, search, ...filters, limit: 50 }, signal)
        }
        columns={columns}
        searchPlaceholder={t('crm.search')}
        filters={[
          {
            key: 'classKey',
            label: t('crm.field.classKey'),
            options: classes.map(({ key, name }) => ({ value: key, label: name })),
          },
          ...(kind === 'partner'
            ? []
            : [
                {
                  key: 'stage',
                  label: t('crm.field.stage'),
                  options: stageSchema.options.map((value) => ({ value, label: t(stageWord[value].key) })),
                },
              ]),
          {
            key: 'importance',
            label: t('crm.field.importance'),
            options: importanceSchema.options.map((value) => ({ value, label: t(importanceWord[value]) })),
          },
        ]}
        choice={{
          chosen,
          onChange: setChosen,
          canChoose: () => scope !== 'bin' && (canManage || scope === 'mine'),
          label: (row) => t('crm.choose_row', { name: row.name }),
        }}
        toolbar={
          chosen.length === 0 ? null : (
            <Button onClick={() => setHanding(chosen)}>
              {t('crm.hand_over_chosen', { count: chosen.length })}
            </Button>
          )
        }
        exportRefusal={
          !can('crm.export')
            ? t('crm.export_refused', { permission: t(permissionLabel('crm.export')) })
            : scope === 'bin' || scope === 'left'
              ? t('crm.export_scope')
              : undefined
        }
        onExport={({ search, filters }) => {
          setExporting({ kind, scope, search, ...filters });
          return Promise.resolve();
        }}
        onOpen={(row) => set({ open: row.id })}
        empty={{ title: t(`crm.empty.${scope}`), hint: t('crm.empty_hint') }}
      />
      <PartyDrawer kind={kind} id={params.get('open')} onClose={() => set({ open: null })} />
      {entering ? (
        <NewPartyForm
          kind={kind}
          onClose={() => setEntering(false)}
          onSaved={(made) => {
            setEntering(false);
            set({ open: made.id });
          }}
        />
      ) : null}
      {importing ? <ImportDrawer kind={kind} onClose={() => setImporting(false)} /> : null}
      {exporting === null ? null : (
        <ExportDialog asked={exporting} title={t(titleOf[kind])} onClose={() => setExporting(null)} />
      )}
      {keeping ? <ClassesForm kind={kind} onClose={() => setKeeping(false)} /> : null}
      {handing === null ? null : (
        <HandOverDialog
          kind={kind}
          ids={handing}
          onClose={() => setHanding(null)}
          onDone={() => {
            setHanding(null);
            setChosen([]);
          }}
        />
      )}
    </Page>
  );
}
