import { Button, Segmented, Space, Tag } from 'antd';
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
} from '../../features/crm/api.ts';
import { ClassesForm } from '../../features/crm/classes-form.tsx';
import { CountsPanel } from '../../features/crm/counts-panel.tsx';
import { ExportDialog } from '../../features/crm/export-dialog.tsx';
import { HandOverDialog } from '../../features/crm/hand-over.tsx';
import { IdNumbersForm } from '../../features/crm/id-numbers-form.tsx';
import { ImportDrawer } from '../../features/crm/import-drawer.tsx';
import { PartyDrawer } from '../../features/crm/party-drawer.tsx';
import { NewPartyForm, useClasses } from '../../features/crm/party-form.tsx';
import { scopesFor } from '../../features/crm/scopes.ts';
import { importanceWord, ownerName, stageWord, titleOf } from '../../features/crm/words.ts';
import { fetchStates, type AccountStateRow } from '../../features/opening/api.ts';
import { ManyDrawer } from '../../features/opening/many-drawer.tsx';
import { useAbilities } from '../../features/opening/use-opening.ts';
import { stateWord } from '../../features/opening/words.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import '../../features/opening/opening.css';

export const CustomersPage = () => <Parties key="customer" kind="customer" />;
export const PartnersPage = () => <Parties key="partner" kind="partner" />;

/** A row with the state of its account; undefined where the plug-in shows none. */
type Row = PartyRow & { readonly account: AccountStateRow | undefined };

/** Own ones, the pool, those of the departments in sight, and for who manages them leavers' and the bin. */
function Parties({ kind }: { kind: PartyKind }) {
  const t = useText();
  const { day } = useZone();
  const can = useCan();
  const canManage = can('crm.manage');
  const [params, setParams] = useSearchParams();
  const [entering, setEntering] = useState(false);
  const [importing, setImporting] = useState(false);
  const [exporting, setExporting] = useState<Readonly<Record<string, string | undefined>> | null>(null);
  const [keeping, setKeeping] = useState<'classes' | 'id-numbers' | null>(null);
  const [handing, setHanding] = useState<readonly string[] | 'leavers' | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [many, setMany] = useState<readonly string[] | null>(null);
  const abilities = useAbilities().data;
  const showsAccounts = abilities?.enabled === true;
  const mayOpenMany = abilities?.abilities.some(
    ({ item, why }) => item === `${kind}.open` && (why === null || why === 'no_quota'),
  );
  const classes = useClasses(kind);
  const asked = partyScopeSchema.safeParse(params.get('scope'));
  const scopes = scopesFor(can);
  const scope = asked.success && scopes.includes(asked.data) ? asked.data : 'mine';
  // From the analysis: one salesperson's.
  const ownerId = params.get('ownerId');
  const ofOwner = ownerId === null ? {} : { ownerId };
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

  const columns: readonly Column<Row>[] = [
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
            render: (row: Row) =>
              row.stage === null ? null : (
                <Status tone={stageWord[row.stage].tone}>{t(stageWord[row.stage].key)}</Status>
              ),
          },
        ]),
    ...(showsAccounts
      ? [
          {
            key: 'account',
            title: t('opening.column'),
            render: ({ account }: Row) =>
              account === undefined ? null : (
                <span className="hl-opening-states">
                  <Status tone={stateWord[account.state].tone}>{t(stateWord[account.state].key)}</Status>
                  {account.state === 'none' ? null : (
                    <span className="hl-muted">
                      {t('opening.cell', { users: account.users, bound: account.bound })}
                    </span>
                  )}
                </span>
              ),
          },
        ]
      : []),
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
      render: (row) => ownerName(t, row.owner),
    },
    {
      key: 'department',
      title: t('crm.department'),
      ...(scope === 'mine' ? { card: 'hidden' as const } : {}),
      render: (row) => row.department?.name ?? '—',
    },
    {
      key: 'last',
      title: t('crm.last_follow_up'),
      render: (row) => (row.lastFollowUpAt === null ? t('common.never') : day(row.lastFollowUpAt)),
    },
    {
      key: 'due',
      title: t('crm.contact_due'),
      render: (row) =>
        row.contactDueAt === null ? (
          '—'
        ) : row.contactOverdue ? (
          <Status tone="bad">{t('crm.overdue_since', { day: day(row.contactDueAt) })}</Status>
        ) : (
          day(row.contactDueAt)
        ),
    },
  ];

  return (
    <Page
      title={t(titleOf[kind])}
      lead={t(
        canManage ? 'crm.lead_manage' : scopes.includes('department') ? 'crm.lead_department' : 'crm.lead',
        { permission: t(permissionLabel('crm.manage')) },
      )}
      actions={
        <Space wrap>
          {canManage ? <Button onClick={() => setKeeping('classes')}>{t('crm.classes')}</Button> : null}
          {canManage ? <Button onClick={() => setKeeping('id-numbers')}>{t('crm.id_numbers')}</Button> : null}
          {canManage ? <Button onClick={() => setImporting(true)}>{t('crm.import')}</Button> : null}
          {canManage ? <Button onClick={() => setHanding('leavers')}>{t('crm.leavers')}</Button> : null}
          {mayOpenMany === true ? <Button onClick={() => setMany([])}>{t('opening.many')}</Button> : null}
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
        {ownerId === null ? null : (
          <Tag closable onClose={() => set({ ownerId: null })}>
            {t('crm.of_owner')}
          </Tag>
        )}
      </div>
      <DataTable
        name={t(titleOf[kind])}
        queryKey={[...partiesKey(kind), scope, ownerId, showsAccounts]}
        fetchPage={async ({ cursor, search, filters, signal }) => {
          const page = await listParties(
            kind,
            { scope, cursor, search, ...filters, ...ofOwner, limit: 50 },
            signal,
          );
          const ids = page.items.map(({ id }) => id);
          const states = showsAccounts && ids.length > 0 ? (await fetchStates(kind, ids, signal)).items : [];
          const items = page.items.map((row) => ({
            ...row,
            account: states.find(({ id }) => id === row.id),
          }));
          return { ...page, items };
        }}
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
          {
            key: 'visit',
            label: t('crm.visit_filter'),
            options: (['due', 'overdue'] as const).map((value) => ({
              value,
              label: t(`crm.visit_filter.${value}`),
            })),
          },
          ...(kind === 'partner'
            ? []
            : [
                {
                  key: 'bought',
                  label: t('crm.bought'),
                  options: (['once', 'again'] as const).map((value) => ({
                    value,
                    label: t(`crm.bought.${value}`),
                  })),
                },
              ]),
        ]}
        choice={{
          chosen,
          onChange: setChosen,
          canChoose: () => scope !== 'bin' && (canManage || scope === 'mine'),
          label: (row) => t('crm.choose_row', { name: row.name }),
        }}
        toolbar={
          chosen.length === 0 ? null : (
            <>
              <Button onClick={() => setHanding(chosen)}>
                {t('crm.hand_over_chosen', { count: chosen.length })}
              </Button>
              {mayOpenMany === true ? (
                <Button onClick={() => setMany(chosen)}>
                  {t('opening.many_chosen', { count: chosen.length })}
                </Button>
              ) : null}
            </>
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
      {many === null ? null : <ManyDrawer kind={kind} ids={many} onClose={() => setMany(null)} />}
      {keeping === 'classes' ? <ClassesForm kind={kind} onClose={() => setKeeping(null)} /> : null}
      {keeping === 'id-numbers' ? <IdNumbersForm onClose={() => setKeeping(null)} /> : null}
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
