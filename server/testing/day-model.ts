import { buildEvent, buildText, xmlOf, type Fields, type TestAccount } from './callbacks.ts';
import type { Random } from './drill.ts';
import { bodyKey } from './inbox-bodies.ts';

/** What the platform sends of one act of one person. */
export interface Act {
  readonly account: TestAccount;
  readonly fields: Fields;
}

/** What must be there when all of a day was taken: kept beside the server, from what was sent alone. */
export interface DayModel {
  /** Notes a callback that is no retry. */
  happened(act: Act): void;
  /** {@link bodyKey} of each inbox row → how many. */
  readonly bodies: ReadonlyMap<string, number>;
  readonly following: ReadonlyMap<string, boolean>;
  /** openid → guides: one a follow. */
  readonly guides: ReadonlyMap<string, number>;
  /** Rows that leave work, for their state to be told. */
  works(): number;
  rows(): number;
}

const working = /^(subscribe|unsubscribe|TEMPLATESENDJOBFINISH|user_authorization_\w+)$/;

/** Whether a feature works on it after its answer. */
export const hasWork = ({ account, fields }: Act): boolean =>
  account.channel === 'wecom'
    ? /^(create|update|delete)_user$/.test(String(fields['ChangeType']))
    : account.channel === 'official-account' && working.test(String(fields['Event']));

/** Whether it is answered with words. */
export const hasReply = ({ account, fields }: Act): boolean =>
  account.channel === 'official-account' &&
  (fields['Event'] === 'subscribe' || /^(绑定|解绑)$/.test(String(fields['Content'])));

export function createDayModel(): DayModel {
  const bodies = new Map<string, number>();
  const following = new Map<string, boolean>();
  const guides = new Map<string, number>();
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1);
  let [rows, works] = [0, 0];
  return {
    happened(act) {
      const { account, fields } = act;
      rows += 1;
      add(bodies, bodyKey(account.id, xmlOf(fields)));
      if (!hasWork(act)) return;
      works += 1;
      if (account.channel === 'wecom') return;
      const openid = String(fields['FromUserName']);
      if (fields['Event'] === 'unsubscribe') following.set(openid, false);
      if (fields['Event'] !== 'subscribe') return;
      following.set(openid, true);
      add(guides, openid);
    },
    bodies,
    following,
    guides,
    works: () => works,
    rows: () => rows,
  };
}

/** Each as often as its number says, among all of them. */
const habits: readonly (readonly [number, (now: Date, FromUserName: string, random: Random) => Fields])[] = [
  [45, (now, FromUserName) => buildText(now, '请问滤芯多久换一次?', { FromUserName })],
  [5, (now, FromUserName) => buildText(now, '绑定', { FromUserName })],
  [3, (now, FromUserName) => buildText(now, '解绑', { FromUserName })],
  [
    14,
    (now, FromUserName, random) =>
      buildEvent(now, 'CLICK', { FromUserName, EventKey: `menu-${random.below(9)}` }),
  ],
  [
    6,
    (now, FromUserName) => buildEvent(now, 'VIEW', { FromUserName, EventKey: 'http://localhost:3000/app/' }),
  ],
  [
    10,
    (now, FromUserName, random) =>
      buildEvent(now, 'SCAN', { FromUserName, EventKey: `device-${random.below(500)}`, Ticket: 'gQH' }),
  ],
  [
    5,
    (now, FromUserName) =>
      buildEvent(now, 'LOCATION', { FromUserName, Latitude: '30.2', Longitude: '120.1', Precision: '40' }),
  ],
  [
    4,
    (now, FromUserName) => ({
      ...buildText(now, '', { FromUserName }),
      MsgType: 'image',
      PicUrl: 'http://mmbiz.qpic.cn/a',
      MediaId: 'm-1',
    }),
  ],
  [8, (now, FromUserName) => buildEvent(now, 'unsubscribe', { FromUserName })],
];
const allHabits = habits.reduce((sum, [share]) => sum + share, 0);

/** What a person does next: who does not follow follows, some of them by a code; the others chat, tap, scan, leave. */
export function nextAct(now: Date, openid: string, following: boolean, random: Random): Fields {
  if (!following) {
    const scene = random.next() < 0.3 ? { EventKey: `qrscene_shop-${random.below(40)}`, Ticket: 'gQH' } : {};
    return buildEvent(now, 'subscribe', { FromUserName: openid, ...scene });
  }
  let at = random.next() * allHabits;
  for (const [share, make] of habits) {
    if (at < share) return make(now, openid, random);
    at -= share;
  }
  return buildText(now, '你好', { FromUserName: openid });
}
