import type { Account } from '../core/schema.ts';
import { Avatar } from './avatar.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { Empty, NavBar } from './screen.tsx';

/** Follows at a tap, asks before unfollowing, as WeChat does. */
export function FollowButton({
  account,
  following,
  wide,
}: {
  account: Account;
  following: boolean;
  wide?: boolean;
}) {
  const { t, state, actions, nav } = usePhone();
  async function unfollow(): Promise<void> {
    const sure = await nav.confirm({
      title: t.accounts.unfollowTitle(account.name),
      text: t.accounts.unfollowText,
      yes: t.accounts.unfollowYes,
    });
    if (sure) await actions.unfollow(account.id);
  }
  function follow(): Promise<boolean> {
    const done = actions.follow(account.id);
    // WeChat goes to the chat at once; from inside a mini program one goes back to that instead.
    if (!state.layers.some((layer) => layer.kind === 'mini-program')) nav.openChat(account.id);
    return done;
  }
  return (
    <button
      type="button"
      className={`button ${following ? 'button-plain' : 'button-primary'} ${wide === true ? 'button-wide' : ''}`}
      data-testid={following ? 'unfollow-button' : 'follow-button'}
      data-account={account.id}
      disabled={state.busy}
      onClick={() => void (following ? unfollow() : follow())}
    >
      {following ? t.accounts.unfollow : t.accounts.follow}
    </button>
  );
}

export function Verified({ account }: { account: Account }) {
  const { t } = usePhone();
  return account.verified === true ? (
    <span className="verified">
      <Icon name="verified" />
      {t.accounts.verified}
    </span>
  ) : (
    <span className="verified verified-not">{t.accounts.unverified}</span>
  );
}

/** The accounts that can be followed. */
export function AccountsTab() {
  const { state, t, nav } = usePhone();
  const { world, settings } = state;
  const following = world?.people.find((candidate) => candidate.id === settings.personId)?.following ?? [];
  const accounts = (world?.accounts ?? []).filter((account) => account.kind === 'official-account');
  return (
    <div className="tab-page">
      <NavBar title={t.accounts.title} />
      <div className="scroll">
        {accounts.length === 0 && world !== null && <Empty title={t.accounts.empty} />}
        <ul className="account-cards">
          {accounts.map((account) => (
            <li key={account.id} className="account-card" data-testid="account-row" data-account={account.id}>
              <button
                type="button"
                className="account-card-main"
                data-testid="account-open"
                onClick={() => {
                  nav.openProfile(account.id);
                }}
              >
                <Avatar name={account.name} />
                <span className="row-main">
                  <span className="row-name">{account.name}</span>
                  <span className="account-facts">
                    {account.accountType === 'subscription' ? t.accounts.subscription : t.accounts.service}
                    <Verified account={account} />
                  </span>
                </span>
                <Icon name="arrow" className="icon-arrow" />
              </button>
              <FollowButton account={account} following={following.includes(account.id)} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
