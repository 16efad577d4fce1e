import { scenes } from '../core/scenes.ts';
import { accountCodePicture } from './account-code.ts';
import { FollowButton, Verified } from './accounts-tab.tsx';
import { Avatar } from './avatar.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { Empty, LayerPage, NavBar } from './screen.tsx';

/** The card of a service account: what it is, its code, follow and unfollow. */
export function ProfilePage({ id, covered }: { id: string; covered: boolean }) {
  const { state, t, nav } = usePhone();
  const account = nav.accountOf(id);
  const person = state.world?.people.find((candidate) => candidate.id === state.settings.personId);
  if (account === undefined) {
    return (
      <LayerPage label={t.accounts.title} covered={covered}>
        <NavBar title={t.accounts.title} back={nav.back} />
        <Empty title={t.accounts.empty} />
      </LayerPage>
    );
  }
  const following = person?.following.includes(account.id) === true;
  const miniPrograms = (account.linkedMiniPrograms ?? []).map((appId) => ({
    appId,
    name: nav.accountOf(appId)?.name ?? appId,
  }));
  return (
    <LayerPage label={account.name} covered={covered} className="profile">
      <NavBar title="" back={nav.back} />
      <div className="scroll">
        <div className="profile-head">
          <Avatar name={account.name} />
          <div>
            <h3 data-testid="profile-name">{account.name}</h3>
            <p className="account-facts">
              {account.accountType === 'subscription' ? t.accounts.subscription : t.accounts.service}
              <Verified account={account} />
            </p>
          </div>
        </div>
        <div className="profile-actions">
          {following && (
            <button
              type="button"
              className="button button-primary button-wide"
              data-testid="profile-chat"
              onClick={() => {
                nav.openChat(account.id);
              }}
            >
              {t.accounts.enter}
            </button>
          )}
          <FollowButton account={account} following={following} wide />
        </div>
        <dl className="facts">
          {miniPrograms.length > 0 && (
            <div>
              <dt>{t.accounts.miniPrograms}</dt>
              <dd>
                {miniPrograms.map((miniProgram) => (
                  <button
                    key={miniProgram.appId}
                    type="button"
                    className="text-link"
                    onClick={() => {
                      nav.openMiniProgram(miniProgram.appId, '', scenes.profile);
                    }}
                  >
                    <Icon name="miniProgram" className="icon-inline" />
                    {miniProgram.name}
                  </button>
                ))}
              </dd>
            </div>
          )}
          <div>
            <dt>{t.accounts.appId}</dt>
            <dd>
              <code>{account.id}</code>
            </dd>
          </div>
        </dl>
        <img
          className="profile-code"
          src={accountCodePicture(account.id)}
          alt={`${account.name} ${t.accounts.qr}`}
          width="180"
          height="180"
        />
      </div>
    </LayerPage>
  );
}
