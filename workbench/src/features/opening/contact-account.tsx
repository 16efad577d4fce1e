import { Button } from 'antd';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import type { ContactRow, PartyDetail } from '../crm/api.ts';
import { AccountVerb } from './account-verbs.tsx';
import { CarrierDialog, InviteMenu } from './invite-menu.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { useAbilities, usePartyAccount } from './use-opening.ts';
import { UserState } from './user-state.tsx';
import { WhyNot } from './why-not.tsx';
import { needsCompany } from './words.ts';
import './opening.css';

/** The account beside a contact: its state and what can be done (rows 45, 46, 48). */
export function ContactAccount({ party, contact }: { party: PartyDetail; contact: ContactRow }) {
  const t = useText();
  const account = usePartyAccount(party.kind, party.id).data;
  const abilities = useAbilities().data;
  const [opening, setOpening] = useState(false);
  const [carrier, setCarrier] = useState<'code' | 'card' | null>(null);
  if (account === undefined || abilities === undefined || !account.shown) return null;
  if (party.owner === null || party.binnedAt !== null) return null;
  const { can, state } = account;
  const user = account.users.find(({ contactId }) => contactId === contact.id);
  const rests = state === 'disabled' || state === 'pending';
  // The company's own line says the same.
  const saidAbove = needsCompany(state) && can.open.why === can.openContact.why;
  const of = { kind: party.kind, id: party.id };
  return (
    <div className="hl-opening-account" data-testid={`contact-account-${contact.name}`}>
      {user === undefined ? (
        <>
          <UserState user={null} />
          {!rests && can.openContact.why === null ? (
            <Button size="small" type="primary" ghost onClick={() => setOpening(true)}>
              {t('opening.open')}
            </Button>
          ) : null}
          {rests || saidAbove ? null : <WhyNot ability={can.openContact} button="open" />}
        </>
      ) : (
        <>
          <UserState user={user} />
          {!rests &&
          user.accountState !== 'disabled' &&
          user.bindingState === 'none' &&
          can.openContact.why !== 'no_right' &&
          can.openContact.why !== 'layout' ? (
            <InviteMenu {...{ ...of, contact, abilities }} />
          ) : null}
          {!rests && can.disableContact.why === null ? (
            <AccountVerb
              {...{ ...of, contactId: contact.id, name: contact.name, users: 1, small: true }}
              disabled={user.accountState === 'disabled'}
            />
          ) : null}
        </>
      )}
      {opening ? (
        <OpenDialog
          {...{ party, account, abilities, contact }}
          onClose={() => setOpening(false)}
          onOpened={(chosen) => {
            setOpening(false);
            if (chosen === 'code' || chosen === 'card') setCarrier(chosen);
          }}
        />
      ) : null}
      {carrier === null ? null : (
        <CarrierDialog {...{ ...of, contact, carrier }} onClose={() => setCarrier(null)} />
      )}
    </div>
  );
}
