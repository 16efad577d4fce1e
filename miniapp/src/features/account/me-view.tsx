import { useState, type JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { ConnectUpstreams } from '../connections/connect-upstreams.tsx';
import { ConfirmSheet } from './confirm-sheet.tsx';
import { IdentityCard, VisitorCard } from './identity-card.tsx';
import { LanguageRow } from './language-row.tsx';
import { MarketingSwitch } from './marketing-switch.tsx';
import { useAccount } from './use-account.ts';

type Question = 'unbind' | 'withdraw' | 'signOut';

/** 我的: the account, settings, documents; and the ways to leave, each with what it does. */
export function MeView({ me }: { me: Me }): JSX.Element {
  const texts = useTexts().me;
  const account = useAccount();
  const [question, setQuestion] = useState<Question | null>(null);
  const { current } = me;
  const close = (): void => {
    account.action.clear();
    setQuestion(null);
  };
  const trouble = account.action.error?.message ?? null;
  const openDocument = (doc: string): void => openPage('agreements', { doc });
  return (
    <>
      {current === null ? <VisitorCard me={me} /> : <IdentityCard membership={current} />}
      <CellGroup title={texts.account}>
        {me.memberships.length > 1 ? (
          <Cell
            id="me-switch"
            title={texts.switchTitle}
            note={texts.switchNote(me.memberships.length)}
            onPress={() => openPage('accounts')}
          />
        ) : null}
        <Cell
          id="me-bind"
          rule={me.memberships.length > 1}
          title={current === null ? texts.bindTitle : texts.addTitle}
          note={current === null ? texts.bindNote : texts.addNote}
          onPress={() => openPage('bind')}
        />
      </CellGroup>
      {current?.manages === true ? <ConnectUpstreams membership={current} /> : null}
      <CellGroup title={texts.settings}>
        <LanguageRow onChange={account.changeLanguage} />
      </CellGroup>
      {me.marketing === null ? null : <MarketingSwitch choice={me.marketing} />}
      {trouble === null || question !== null ? null : <Notice tone="danger">{trouble}</Notice>}
      <CellGroup title={texts.legal}>
        <Cell id="me-agreements" title={texts.userAgreement} onPress={() => openDocument('user-agreement')} />
        <Cell
          id="me-privacy"
          rule
          title={texts.privacyPolicy}
          onPress={() => openDocument('privacy-policy')}
        />
        <Cell
          id="me-personal-info"
          rule
          title={texts.personalInformation}
          note={texts.personalInformationNote}
          onPress={() => openDocument('personal-information')}
        />
        <Cell
          id="me-export"
          rule
          title={texts.exportTitle}
          note={texts.exportNote}
          onPress={() => openPage('my-data')}
        />
      </CellGroup>
      <CellGroup title={texts.danger}>
        {current === null ? null : (
          <Cell
            id="me-unbind"
            danger
            title={texts.unbind}
            note={texts.unbindNote}
            onPress={() => setQuestion('unbind')}
          />
        )}
        {me.consent.givenVersion === null ? null : (
          <Cell
            id="me-withdraw"
            danger
            rule={current !== null}
            title={texts.withdraw}
            note={texts.withdrawNote}
            onPress={() => setQuestion('withdraw')}
          />
        )}
        <Cell
          id="me-leave"
          danger
          rule={current !== null || me.consent.givenVersion !== null}
          title={texts.leave}
          note={texts.leaveNote}
          onPress={() => openPage('leave')}
        />
        <Cell
          id="me-sign-out"
          rule
          title={texts.signOut}
          note={texts.signOutNote}
          onPress={() => setQuestion('signOut')}
        />
      </CellGroup>
      <Box className="hl-parties">{texts.version(me.upstream.displayName)}</Box>
      {question === 'unbind' && current !== null ? (
        <ConfirmSheet
          title={texts.unbindTitle(current.downstreamName)}
          text={texts.unbindText}
          verb={texts.unbind}
          danger
          busy={account.action.busy}
          trouble={trouble}
          onConfirm={() => account.unbindFrom(current, close)}
          onClose={close}
        />
      ) : null}
      {question === 'withdraw' ? (
        <ConfirmSheet
          title={texts.withdrawTitle}
          text={texts.withdrawText}
          verb={texts.withdraw}
          danger
          busy={account.action.busy}
          trouble={trouble}
          onConfirm={() => account.withdraw(close)}
          onClose={close}
        />
      ) : null}
      {question === 'signOut' ? (
        <ConfirmSheet
          title={texts.signOutTitle}
          text={texts.signOutText}
          verb={texts.signOut}
          danger={false}
          busy={account.action.busy}
          trouble={trouble}
          onConfirm={() => account.signOut(close)}
          onClose={close}
        />
      ) : null}
    </>
  );
}
