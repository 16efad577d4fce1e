import { Button } from 'antd';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { bindingWord } from '../accounts/account-words.ts';
import type { ContactRow, PartyDetail } from '../crm/api.ts';
import { AccountVerb } from './account-verbs.tsx';
import type { PartyUser } from './api.ts';
import { CarrierDialog } from './invite-menu.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { useAbilities, usePartyAccount } from './use-opening.ts';
import { WhyNot } from './why-not.tsx';
import { needsCompany, stateWord } from './words.ts';
import './opening.css';

interface Inviting {
  readonly carrier: 'code' | 'card';
  readonly contact: ContactRow;
}

/** The interconnect account of a customer or partner: its state, its use by person, and the buttons (rows 45–51). */
export function PartyAccountPart({ party }: { party: PartyDetail }) {
  const t = useText();
  const { moment } = useZone();
  const account = usePartyAccount(party.kind, party.id).data;
  const abilities = useAbilities().data;
  const [opening, setOpening] = useState(false);
  const [inviting, setInviting] = useState<Inviting | null>(null);
  if (account === undefined || abilities === undefined || !account.shown || party.binnedAt !== null)
    return null;
  const { state, company, users, usage, can } = account;
  const inPool = party.owner === null;
  const stands = company !== null && (state === 'open' || state === 'suspended');
  const mayOpen = !inPool && state !== 'disabled' && state !== 'pending';
  const missing = party.contacts.some(({ id }) => !users.some(({ contactId }) => contactId === id));
  return (
    <section data-testid="party-account">
      <h3>{t('opening.section')}</h3>
      <div className="hl-stack">
        <Status tone={stateWord[state].tone}>{t(stateWord[state].key)}</Status>
        {company === null ? null : (
          <>
            <Facts
              facts={[
                { label: t('opening.usage.opened'), value: moment(company.openedAt) },
                {
                  label: t('opening.usage.people'),
                  value: t('opening.usage.people_value', { users: usage.users, bound: usage.bound }),
                },
                {
                  label: t('opening.usage.last'),
                  value: usage.lastSeenAt === null ? t('opening.usage.never') : moment(usage.lastSeenAt),
                },
              ]}
            />
            <ul className="hl-opening-people" aria-label={t('opening.usage')}>
              {users.map((user) => (
                <UserUse key={user.id} user={user} />
              ))}
            </ul>
          </>
        )}
        <div className="hl-row">
          {mayOpen && needsCompany(state) && can.open.why === null ? (
            <Button type="primary" onClick={() => setOpening(true)}>
              {t('opening.open')}
            </Button>
          ) : null}
          {stands && missing && !inPool && can.openContact.why === null ? (
            <Button onClick={() => setOpening(true)}>{t('opening.open_more')}</Button>
          ) : null}
          {(stands || state === 'disabled') && !inPool && can.disable.why === null ? (
            <AccountVerb
              {...{ kind: party.kind, id: party.id, contactId: null, name: party.name }}
              users={users.length}
              disabled={state === 'disabled'}
            />
          ) : null}
        </div>
        {inPool ? (
          <p className="hl-muted hl-opening-why">{t('opening.why.pool')}</p>
        ) : needsCompany(state) ? (
          <WhyNot ability={can.open} button="open" />
        ) : (
          <WhyNot ability={can.disable} button="disable" />
        )}
      </div>
      {opening ? (
        <OpenDialog
          {...{ party, account, abilities, contact: null }}
          onClose={() => setOpening(false)}
          onOpened={(carrier, contact) => {
            setOpening(false);
            if (contact !== null && (carrier === 'code' || carrier === 'card'))
              setInviting({ carrier, contact });
          }}
        />
      ) : null}
      {inviting === null ? null : (
        <CarrierDialog
          {...{ kind: party.kind, id: party.id, ...inviting }}
          onClose={() => setInviting(null)}
        />
      )}
    </section>
  );
}

function UserUse({ user }: { user: PartyUser }) {
  const t = useText();
  const { day, moment } = useZone();
  const word = bindingWord[user.bindingState];
  return (
    <li>
      <span>
        <strong>{user.name}</strong>{' '}
        <span className="hl-muted">
          {user.contactId === null ? t('opening.not_linked') : user.roles.map(({ label }) => label).join(' ')}
        </span>
        <small className="hl-cell-note">
          {t('opening.usage.user', {
            opened: day(user.openedAt),
            last: user.lastSeenAt === null ? t('common.never') : moment(user.lastSeenAt),
          })}
        </small>
      </span>
      <Status tone={user.accountState === 'disabled' ? 'bad' : word.tone}>
        {user.accountState === 'disabled' ? t('opening.state.disabled') : t(word.key)}
      </Status>
    </li>
  );
}
