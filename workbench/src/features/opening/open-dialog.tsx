import { App, Button, Checkbox, Drawer, Radio, Space } from 'antd';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import type { ContactRow, PartyDetail } from '../crm/api.ts';
import { openAccount, type OpeningAbilities, type OpenWish, type PartyAccount } from './api.ts';
import { useOpeningChanged } from './use-opening.ts';
import { needsCompany } from './words.ts';
import './opening.css';

export type Carrier = 'code' | 'card' | 'sms' | 'later';

/**
 * Opens a company, with the contacts that are ticked, or one contact; says what it takes before. With
 * one person the carrier follows at once.
 */
export function OpenDialog(props: {
  party: PartyDetail;
  account: PartyAccount;
  abilities: OpeningAbilities;
  /** Null: the company, and whoever is ticked. */
  contact: ContactRow | null;
  onClose: () => void;
  onOpened: (carrier: Carrier, contact: ContactRow | null) => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const changed = useOpeningChanged();
  const { message } = App.useApp();
  const { party, account, abilities, contact } = props;
  const known = new Set(account.users.map(({ contactId }) => contactId));
  const people = contact === null ? party.contacts.filter(({ id }) => !known.has(id)) : [contact];
  const [chosen, setChosen] = useState<readonly string[]>(contact === null ? [] : [contact.id]);
  const [roles, setRoles] = useState<readonly string[]>([
    account.users.length === 0 ? abilities.firstRole : abilities.defaultRole,
  ]);
  const { code, sms } = abilities.carriers;
  const one = contact ?? (chosen.length === 1 ? (people.find(({ id }) => id === chosen[0]) ?? null) : null);
  const [picked, setPicked] = useState<Carrier | null>(null);
  const allowed: readonly Carrier[] =
    chosen.length === 0
      ? []
      : [
          ...(one !== null && code ? (['code'] as const) : []),
          ...(one !== null ? (['card'] as const) : []),
          ...(sms ? (['sms'] as const) : []),
          'later',
        ];
  const carrier = picked !== null && allowed.includes(picked) ? picked : (allowed[0] ?? 'later');
  const enterprises = needsCompany(account.state) ? 1 : 0;
  const { left } = abilities;
  const short = enterprises > left.enterprise || chosen.length > left.wechatUser;
  const open = useWrite((wish: OpenWish, key) => openAccount(party.kind, party.id, wish, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('opening.opened_done'));
      changed(party.kind);
      props.onOpened(carrier, one);
    },
  });
  const nothing = enterprises === 0 && chosen.length === 0;
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t('opening.dialog_title', { name: contact?.name ?? party.name })}
      width={480}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '88%' } : {})}
      footer={
        <Button
          type="primary"
          block={phone}
          disabled={short || nothing || roles.length === 0}
          loading={open.isPending}
          onClick={() =>
            open.mutate({
              contacts: chosen.map((contactId) => ({ contactId, roles })),
              sms: carrier === 'sms',
            })
          }
        >
          {t('opening.open')}
        </Button>
      }
    >
      <div className="hl-stack">
        {contact === null && people.length > 0 ? (
          <section>
            <h3>{t('opening.dialog_people')}</h3>
            <Checkbox.Group
              className="hl-opening-pick"
              value={[...chosen]}
              onChange={(values) => setChosen(values)}
              options={people.map((row) => ({ value: row.id, label: `${row.name} ${row.mobileMasked}` }))}
            />
          </section>
        ) : null}
        {chosen.length === 0 ? null : (
          <section>
            <h3>{t('opening.dialog_roles')}</h3>
            <Checkbox.Group
              value={[...roles]}
              onChange={(values) => setRoles(values)}
              options={abilities.roles.map(({ key, label }) => ({ value: key, label }))}
            />
          </section>
        )}
        {allowed.length === 0 ? null : (
          <section>
            <h3>{t('opening.dialog_carrier')}</h3>
            <Radio.Group
              aria-label={t('opening.dialog_carrier')}
              value={carrier}
              onChange={(event) => setPicked(allowed.find((way) => way === event.target.value) ?? null)}
            >
              <Space direction="vertical">
                {allowed.map((way) => (
                  <Radio key={way} value={way}>
                    {t(`opening.carrier.${way}`)}
                    <small className="hl-cell-note">{t(`opening.carrier.${way}_hint`)}</small>
                  </Radio>
                ))}
              </Space>
            </Radio.Group>
            {code ? null : <small className="hl-cell-note">{t('opening.no_service_account')}</small>}
            {sms ? null : <small className="hl-cell-note">{t('opening.no_sms')}</small>}
          </section>
        )}
        <p>
          {t('opening.takes', {
            ...{ enterprises, users: chosen.length },
            ...{ leftEnterprises: left.enterprise, leftUsers: left.wechatUser },
          })}
        </p>
        {short ? <p className="hl-muted">{t('opening.short')}</p> : null}
        {chosen.length === 0 ? null : <small className="hl-cell-note">{t('opening.sign_in_name')}</small>}
        <ErrorNotice error={open.isError ? open.error : null} />
      </div>
    </Drawer>
  );
}
