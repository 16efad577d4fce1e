import { Button, Segmented } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';

import {
  listPeople,
  partiesKey,
  peopleKey,
  personScopeSchema,
  type PartyKind,
  type PersonRow,
  type PersonScope,
} from '../../features/crm/api.ts';
import { NewContact } from '../../features/crm/new-contact.tsx';
import { PartyDrawer } from '../../features/crm/party-drawer.tsx';
import { scopesFor } from '../../features/crm/scopes.ts';
import { ownerName } from '../../features/crm/words.ts';
import { fetchContactStates, type ContactStateRow } from '../../features/opening/api.ts';
import { UserState } from '../../features/opening/user-state.tsx';
import { useAbilities } from '../../features/opening/use-opening.ts';
import { useCan } from '../../features/session/session-context.tsx';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';

const scopeWord: Record<PersonScope, TextKey> = {
  mine: 'crm.people.scope.mine',
  department: 'crm.people.scope.department',
  pool: 'crm.scope.pool',
  all: 'crm.scope.all',
};
const kindWord: Record<PartyKind, TextKey> = {
  customer: 'crm.people.of.customer',
  partner: 'crm.people.of.partner',
};

/** A row with its account; undefined where the plug-in shows none. */
type Row = PersonRow & { readonly account: ContactStateRow | undefined };

/** The people of all customers and partners in sight; what is done with one is done at his record. */
export function ContactsPage() {
  const t = useText();
  const can = useCan();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [entering, setEntering] = useState(false);
  const showsAccounts = useAbilities().data?.enabled === true;
  const opened = scopesFor(can);
  const scopes = personScopeSchema.options.filter((one) => opened.includes(one));
  const asked = personScopeSchema.safeParse(params.get('scope'));
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
  /** What was done in the record may be seen in its people's rows. */
  const refresh = () => void queries.invalidateQueries({ queryKey: peopleKey });

  const columns: readonly Column<Row>[] = [
    { key: 'name', title: t('crm.people.name'), card: 'title', render: (row) => row.name },
    { key: 'position', title: t('crm.contact.position'), render: (row) => row.position || '—' },
    { key: 'mobile', title: t('crm.people.mobile'), render: (row) => row.mobileMasked || '—' },
    {
      key: 'party',
      title: t('crm.people.of'),
      render: ({ party }) => (
        <>
          <span className="hl-crm-long">{party.name}</span>{' '}
          <span className="hl-muted">{t(kindWord[party.kind])}</span>
        </>
      ),
    },
    { key: 'owner', title: t('crm.owner'), render: (row) => ownerName(t, row.owner) },
    ...(showsAccounts
      ? [
          {
            key: 'account',
            title: t('opening.column'),
            card: 'state' as const,
            render: ({ account }: Row) =>
              account === undefined ? null : <UserState user={account.account} />,
          },
        ]
      : []),
  ];
  const kind: PartyKind = params.get('kind') === 'partner' ? 'partner' : 'customer';

  return (
    <Page
      title={t('crm.contacts')}
      lead={t('crm.people.lead')}
      actions={
        <Button type="primary" onClick={() => setEntering(true)}>
          {t('crm.people.new')}
        </Button>
      }
    >
      <div className="hl-crm-scopes">
        <Segmented
          aria-label={t('crm.scope')}
          value={scope}
          options={scopes.map((value) => ({ value, label: t(scopeWord[value]) }))}
          onChange={(value) => set({ scope: value })}
        />
      </div>
      <DataTable
        name={t('crm.contacts')}
        queryKey={[...peopleKey, scope, showsAccounts]}
        fetchPage={async ({ cursor, search, signal }) => {
          const page = await listPeople({ scope, cursor, search, limit: 50 }, signal);
          const ids = page.items.map(({ id }) => id);
          const states = showsAccounts && ids.length > 0 ? (await fetchContactStates(ids, signal)).items : [];
          const items = page.items.map((row) => ({
            ...row,
            account: states.find(({ id }) => id === row.id),
          }));
          return { ...page, items };
        }}
        columns={columns}
        searchPlaceholder={t('crm.people.search')}
        exportRefusal={t('crm.people.export_refused')}
        onOpen={({ id, party }) => set({ open: party.id, kind: party.kind, contact: id })}
        empty={{ title: t(`crm.people.empty.${scope}`), hint: t('crm.people.empty_hint') }}
      />
      <PartyDrawer
        kind={kind}
        id={params.get('open')}
        contactId={params.get('contact')}
        onClose={() => {
          set({ open: null, kind: null, contact: null });
          refresh();
        }}
      />
      {entering ? (
        <NewContact
          onClose={() => setEntering(false)}
          onSaved={(party) => {
            setEntering(false);
            void queries.invalidateQueries({ queryKey: partiesKey(party.kind) });
            refresh();
            set({ open: party.id, kind: party.kind, contact: party.contacts.at(-1)?.id ?? null });
          }}
        />
      ) : null}
    </Page>
  );
}
