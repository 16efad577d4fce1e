import type { JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { useStateWord } from './identity-card.tsx';
import { useAccount, type Account } from './use-account.ts';

function AccountRow(props: {
  membership: Me['memberships'][number];
  current: boolean;
  rule: boolean;
  account: Account;
}): JSX.Element {
  const { membership, current, rule, account } = props;
  const texts = useTexts().accounts;
  const state = useStateWord(membership);
  return (
    <Cell
      id={`membership-${membership.id}`}
      testId="chooser-row"
      rule={rule}
      lead={<Badge letter={membership.downstreamName} />}
      title={membership.downstreamName}
      note={`${membership.contactName} · ${membership.upstreamName}${state === null ? '' : ` · ${state}`}`}
      disabled={account.action.busy || current}
      {...(current ? { tail: <Box className="hl-tag">{texts.current}</Box> } : {})}
      onPress={() => account.switchTo(membership)}
    />
  );
}

/** The accounts of this WeChat person; a tap changes all that is seen (row 321). */
export function AccountList({ me }: { me: Me }): JSX.Element {
  const account = useAccount();
  return (
    <>
      <CellGroup>
        {me.memberships.map((membership, index) => (
          <AccountRow
            key={membership.id}
            membership={membership}
            current={membership.id === me.current?.id}
            rule={index > 0}
            account={account}
          />
        ))}
      </CellGroup>
      {account.action.error === null ? null : <Notice tone="danger">{account.action.error.message}</Notice>}
    </>
  );
}
