import { callName, eventName } from '../core/i18n.ts';
import type { LogEntry } from '../core/phone.ts';
import type { ApiCall } from '../core/schema.ts';
import { clockTime } from '../core/time.ts';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';

const shown = 14;

/** What went over the wire lately: callbacks that this page caused, and the application's API calls. */
export function Happened() {
  const { state, t } = usePhone();
  const lines = [
    ...state.log.map((entry) => ({
      key: `callback-${entry.id}`,
      at: entry.at,
      view: <CallbackLine entry={entry} />,
    })),
    ...groupCalls(state.calls).map(({ last, count }) => ({
      key: `call-${last.seq}`,
      at: last.at,
      view: <CallLine call={last} count={count} />,
    })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, shown);
  return (
    <section>
      <h2>{t.panel.happened}</h2>
      {lines.length === 0 ? (
        <p className="field-hint">{t.panel.nothing}</p>
      ) : (
        <ol className="log" data-testid="log">
          {lines.map((line) => (
            <li key={line.key} className="log-line">
              {line.view}
              <time>{clockTime(line.at)}</time>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The same call several times in a row is one line with a count. */
function groupCalls(calls: readonly ApiCall[]): { last: ApiCall; count: number }[] {
  const groups: { last: ApiCall; count: number }[] = [];
  for (const call of calls) {
    const group = groups.at(-1);
    const same =
      group?.last.path === call.path &&
      group.last.account === call.account &&
      group.last.errcode === call.errcode;
    if (group !== undefined && same) {
      group.last = call;
      group.count += 1;
    } else {
      groups.push({ last: call, count: 1 });
    }
  }
  return groups;
}

function Direction({ good, towards }: { good: boolean; towards: 'application' | 'platform' }) {
  const { t } = usePhone();
  return (
    <span className={`log-sign ${good ? 'log-sign-good' : 'log-sign-bad'}`}>
      <Icon name={towards === 'application' ? 'arrowOut' : 'arrowIn'} />
      <span className="visually-hidden">
        {towards === 'application' ? t.panel.toApplication : t.panel.toPlatform}
        {good ? '' : ` ${t.panel.failed}`}
      </span>
    </span>
  );
}

function CallbackLine({ entry }: { entry: LogEntry }) {
  const { t, nav } = usePhone();
  const { delivery } = entry;
  const problem = delivery.problem ?? '';
  const good = delivery.status >= 200 && delivery.status < 300 && problem === '';
  const account = nav.accountOf(delivery.account ?? '')?.name ?? '';
  const replied = (delivery.reply ?? null) === null ? t.panel.noReply : t.panel.replied;
  return (
    <>
      <Direction good={good} towards="application" />
      <span data-testid="log-line" data-status={delivery.status} data-event={delivery.event ?? ''}>
        <strong>{eventName(delivery.event, t)}</strong> <span className="log-account">{account}</span>
        <small>
          {delivery.status === 0
            ? t.panel.timedOut
            : `${delivery.status} · ${Math.round(delivery.ms)} ms · ${replied}`}
          {(delivery.tries ?? 1) > 1 && ` · ${t.panel.tries(delivery.tries ?? 1)}`}
          {problem !== '' && delivery.status !== 0 && ` · ${problem}`}
        </small>
      </span>
    </>
  );
}

function CallLine({ call, count }: { call: ApiCall; count: number }) {
  const { t, nav } = usePhone();
  const good = call.errcode === 0;
  return (
    <>
      <Direction good={good} towards="platform" />
      <span data-testid="call-line" data-path={call.path} data-errcode={call.errcode}>
        <strong>
          {callName(call.path, t)}
          {count > 1 && ` ×${count}`}
        </strong>{' '}
        <span className="log-account">{nav.accountOf(call.account ?? '')?.name ?? ''}</span>
        <small>
          {good ? t.panel.accepted : t.panel.refused(call.errcode)} · {Math.round(call.ms)} ms
        </small>
      </span>
    </>
  );
}
