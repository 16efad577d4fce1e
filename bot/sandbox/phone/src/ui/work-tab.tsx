import { nameIn } from '../core/i18n.ts';
import { safeHttpUrl } from '../core/rich-text.ts';
import { Composer } from './composer.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './message-list.tsx';
import { Empty } from './screen.tsx';

/** WeCom, as the chosen member has it: what his applications sent, and the way to the workbench. */
export function WorkTab() {
  const { state, t, nav, actions } = usePhone();
  const { world, settings, workMessages } = state;
  const [corpId = ''] = settings.memberId.split(':');
  const corp = nav.accountOf(corpId);
  const appName = corp?.agentName ?? corp?.name ?? t.work.title;
  const members = world?.members ?? [];
  const member = members.find((one) => `${one.corpId}:${one.userId}` === settings.memberId);
  const home = safeHttpUrl(corp?.homeUrl ?? '');
  return (
    <div className="tab-page work">
      <header className="work-head">
        <div className="work-head-line">
          <h2>{corp?.name ?? t.work.title}</h2>
          <label className="chooser">
            <span className="visually-hidden">{t.work.member}</span>
            <select
              data-testid="member-chooser"
              value={settings.memberId}
              onChange={(event) => {
                actions.chooseMember(event.target.value);
              }}
            >
              {members.map((one) => (
                <option
                  key={`${one.corpId}:${one.userId}`}
                  value={`${one.corpId}:${one.userId}`}
                  disabled={!one.active}
                >
                  {nameIn(one, settings.language)}
                  {one.active ? '' : ` (${t.work.inactive})`}
                </option>
              ))}
            </select>
          </label>
        </div>
        <p className="work-head-app">{appName}</p>
      </header>
      {members.length === 0 && world !== null ? (
        <div className="messages">
          <Empty title={t.work.none} />
        </div>
      ) : workMessages.length === 0 ? (
        <div className="messages">
          <Empty title={t.work.empty} hint={t.work.emptyHint} />
        </div>
      ) : (
        <MessageList
          messages={workMessages}
          nameOf={() => appName}
          me={member === undefined ? '' : nameIn(member, settings.language)}
        />
      )}
      {home !== null && (
        <div className="work-home">
          <a
            className="button button-work button-wide"
            href={home}
            target="_blank"
            rel="noopener noreferrer"
            data-testid="open-workbench"
          >
            <Icon name="work" />
            {t.work.open}
          </a>
        </div>
      )}
      <Composer label={t.work.input} onSend={(text) => actions.sendToAgent(text)} />
    </div>
  );
}
