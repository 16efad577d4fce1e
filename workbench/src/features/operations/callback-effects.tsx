import { useText } from '../../shared/i18n/text-context.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { carrierLabel, stateWord } from '../messaging/delivery-words.ts';
import type { CallbackEffects as Effects } from './api.ts';
import './callback-effects.css';

const jobWord: Record<Effects['jobs'][number]['state'], { key: TextKey; tone: Tone }> = {
  due: { key: 'callbacks.job.due', tone: 'wait' },
  running: { key: 'callbacks.job.running', tone: 'wait' },
  done: { key: 'callbacks.job.done', tone: 'good' },
  dead: { key: 'callbacks.job.dead', tone: 'bad' },
};

/** What came of a callback: its work, its follower, the messages it caused, and what is on record about it. */
export function CallbackEffects(props: { effects: Effects }) {
  const t = useText();
  const { moment } = useZone();
  const { jobs, follower, messages, records } = props.effects;
  const nothing = jobs.length + messages.length + records.length === 0 && follower === null;
  if (nothing) return <p className="hl-muted">{t('callbacks.effects.none')}</p>;
  return (
    <ul className="hl-effects">
      {jobs.map((job) => (
        <li key={job.id}>
          <div className="hl-effect-head">
            <span>{job.kindLabel}</span>
            <Status tone={jobWord[job.state].tone}>{t(jobWord[job.state].key)}</Status>
          </div>
          <small>
            {t('callbacks.job.attempts', { count: job.attempts })} · {moment(job.finishedAt ?? job.createdAt)}
          </small>
          {job.lastError === null ? null : <p className="hl-effect-error">{job.lastError}</p>}
        </li>
      ))}
      {follower === null ? null : (
        <li>
          <div className="hl-effect-head">
            <span>{t('callbacks.effects.follower')}</span>
            <Status tone={follower.following ? 'good' : 'off'}>
              {t(follower.following ? 'callbacks.effects.following' : 'callbacks.effects.gone')}
            </Status>
          </div>
          <small>{t(follower.latest ? 'callbacks.effects.latest' : 'callbacks.effects.newer')}</small>
        </li>
      )}
      {messages.map((message) => (
        <li key={message.id}>
          <div className="hl-effect-head">
            <span>{message.purposeLabel}</span>
            <Status tone={stateWord[message.state].tone}>{message.stateLabel}</Status>
          </div>
          <small>
            {message.carrier === null ? '—' : t(carrierLabel[message.carrier])} · {moment(message.updatedAt)}
          </small>
          {message.reason === null ? null : <p className="hl-effect-note">{message.reason}</p>}
        </li>
      ))}
      {records.map((record) => (
        <li key={record.id}>
          <div className="hl-effect-head">
            <span>{record.actionLabel}</span>
            <span className="hl-muted">{record.actorName}</span>
          </div>
          <small>{moment(record.at)}</small>
        </li>
      ))}
    </ul>
  );
}
