import type { Case, Group, Level } from '../case.ts';
import {
  accepts,
  asks,
  failed,
  isAccepted,
  measured,
  missed,
  passed,
  readReply,
  whyNotAccepted,
  withRise,
} from '../judge.ts';
import type { Kit } from '../kit.ts';
import type { Need } from '../needs.ts';
import { textOf } from '../read-answer.ts';
import { post, type Request } from '../seal.ts';
import type { Answer } from '../send.ts';
import { words, type Words } from '../words.ts';
import type { Fields } from '../xml.ts';

/** Events that a careless key takes for one; they lie within one second, by one person where not said. */
interface Twin {
  readonly id: string;
  readonly name: Words;
  readonly on: readonly Need[];
  /** Of «kept»; advice where the platform's own advice would take them for one. */
  readonly level: Level;
  readonly make: (kit: Kit, person: string) => readonly Fields[];
}

const wechat = ['wechat'] as const;
const wecom = ['wecom'] as const;

function twin(id: string, name: Words, on: readonly Need[], make: Twin['make'], level: Level = 'must'): Twin {
  return { id, name, on, make, level };
}

const each = <T>(values: readonly T[], make: (value: T) => Fields) => values.map(make);

/** WeCom's own sender: the subject alone says whom it is about, so it is somebody new each time. */
const contactChange = (kit: Kit, UserID: string, type: string) =>
  kit.event('change_contact', { FromUserName: 'sys', ChangeType: type, UserID });

const twins: readonly Twin[] = [
  twin('01', words('one text twice, two MsgIds', '同一句话说两遍，MsgId 不同'), [], (kit, FromUserName) => [
    kit.text({ FromUserName, Content: '在吗' }),
    kit.text({ FromUserName, Content: '在吗' }),
  ]),
  twin('02', words('one MsgId of two people', '两个人的 MsgId 相同'), [], (kit, FromUserName) => {
    const first = kit.text({ FromUserName });
    return [first, { ...first, FromUserName: kit.person() }];
  }),
  twin(
    '03',
    words('two MsgIds beyond 2⁵³ that differ by one', '两个超过 2⁵³、只差 1 的 MsgId'),
    [],
    (kit, FromUserName) => {
      const even = (BigInt(kit.now().getTime()) * 100_000n + BigInt(kit.random.integer(40_000))) * 2n;
      // As numbers of JavaScript both are the same.
      return each([even, even + 1n], (id) => kit.text({ FromUserName, MsgId: String(id) }));
    },
  ),
  twin(
    '04',
    words('two events by one person that differ in their name', '一个人的两个事件，名称不同'),
    [],
    (kit, FromUserName) =>
      each(kit.target.channel === 'wecom' ? ['enter_agent', 'click'] : ['CLICK', 'VIEW'], (name) =>
        kit.event(name, { FromUserName, EventKey: 'a' }),
      ),
  ),
  twin('05', words('two menu buttons', '两个菜单按钮'), [], (kit, FromUserName) =>
    each(['a', 'b'], (EventKey) =>
      kit.event(kit.target.channel === 'wecom' ? 'click' : 'CLICK', { FromUserName, EventKey }),
    ),
  ),
  twin('06', words('two places', '两个位置'), [], (kit, FromUserName) =>
    each(['30.1', '30.2'], (Latitude) =>
      kit.event('LOCATION', { FromUserName, Latitude, Longitude: '120.1', Precision: '10' }),
    ),
  ),
  twin('07', words('the same button by two people', '两个人按同一个按钮'), [], (kit, FromUserName) =>
    each([FromUserName, kit.person()], (who) =>
      kit.event(kit.target.channel === 'wecom' ? 'click' : 'CLICK', { FromUserName: who, EventKey: 'a' }),
    ),
  ),
  twin('11', words('follow and unfollow', '关注和取消关注'), wechat, (kit, FromUserName) =>
    each(['subscribe', 'unsubscribe'], (name) => kit.event(name, { FromUserName })),
  ),
  twin(
    '12',
    words('follow, unfollow, follow', '关注、取消、再关注'),
    // In plain mode the two cannot be told apart: the body is all that there is.
    ['wechat', 'encrypted'],
    (kit, FromUserName) =>
      each(['subscribe', 'unsubscribe', 'subscribe'], (name) => kit.event(name, { FromUserName })),
    // The first and the third body are equal: by the platform's own advice they are one.
    'advice',
  ),
  twin('13', words('two scanned codes', '扫了两个码'), wechat, (kit, FromUserName) =>
    each(['s1', 's2'], (EventKey) => kit.event('SCAN', { FromUserName, EventKey, Ticket: EventKey })),
  ),
  twin(
    '14',
    words('two media checks, trace_id differs', '两个内容检测结果，trace_id 不同'),
    wechat,
    (kit, FromUserName) =>
      each(['t1', 't2'], (trace_id) => kit.event('wxa_media_check', { FromUserName, trace_id, version: 2 })),
  ),
  twin('15', words('two receipts of template messages', '两条模板消息的回执'), wechat, (kit, FromUserName) =>
    each(['200', '201'], (MsgID) =>
      kit.event('TEMPLATESENDJOBFINISH', { FromUserName, MsgID, Status: 'success' }),
    ),
  ),
  twin('16', words('two authorisations taken back', '两次撤回授权'), wechat, (kit, FromUserName) =>
    each(['1', '2'], (RevokeInfo) =>
      kit.event('user_authorization_revoke', { FromUserName, OpenID: FromUserName, RevokeInfo }),
    ),
  ),
  twin('21', words('three changes of one member', '同一成员的三种变更'), wecom, (kit, person) =>
    each(['create_user', 'update_user', 'delete_user'], (type) => contactChange(kit, person, type)),
  ),
  twin('22', words('one change of two members', '两个成员的同一种变更'), wecom, (kit, person) =>
    each([person, kit.person()], (who) => contactChange(kit, who, 'update_user')),
  ),
  twin('23', words('unsubscribed from two applications', '两个应用的取消关注'), wecom, (kit, FromUserName) =>
    each([kit.target.agentId, kit.target.agentId + 1], (AgentID) =>
      kit.event('unsubscribe', { FromUserName, AgentID }),
    ),
  ),
  twin('24', words('two results of batch jobs', '两个异步任务的结果'), wecom, (kit, person) =>
    each([`${person}1`, `${person}2`], (JobId) =>
      kit.event('batch_job_result', {
        FromUserName: 'sys',
        BatchJob: { JobId, JobType: 'sync_user', ErrCode: 0, ErrMsg: 'ok' },
      }),
    ),
  ),
  twin('25', words('two customers of one member', '一个成员的两个客户'), wecom, (kit, person) =>
    each([`${person}1`, `${person}2`], (ExternalUserID) =>
      kit.event('change_external_contact', {
        FromUserName: 'sys',
        ChangeType: 'add_external_contact',
        UserID: 'a',
        ExternalUserID,
      }),
    ),
  ),
  twin('26', words('two cards that were used', '两张被点击的卡片'), wecom, (kit, FromUserName) =>
    each(['k1', 'k2'], (TaskId) =>
      kit.event('template_card_event', {
        FromUserName,
        EventKey: 'a',
        TaskId,
        CardType: 'button_interaction',
      }),
    ),
  ),
];

const lost = words(
  'Each of them happened: a key that takes them for one loses what people did.',
  '每一个都真实发生过：把它们当成一个，就丢了用户做的事。',
);
const doubled = words('A retry that counts again does the work twice.', '重试若再算一次，事情就做了两遍。');

const requestsOf = (kit: Kit, { make }: Twin): readonly Request[] =>
  make(kit, kit.person()).map((fields) => post(kit.seal(fields)));

async function sendAll(kit: Kit, requests: readonly Request[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const request of requests) answers.push(await kit.send(request));
  return answers;
}

const wrongOf = (kit: Kit, answers: readonly Answer[]) => answers.find((answer) => !isAccepted(kit, answer));

const taken = (one: Twin): Case =>
  asks(
    `R8.1${one.id}`,
    one.name,
    lost,
    { needs: one.on, expected: words('each 200', '每个都是 200') },
    async (kit) => {
      const answers = await sendAll(kit, requestsOf(kit, one));
      const wrong = wrongOf(kit, answers);
      return wrong === undefined
        ? passed(words(`${answers.length} times 200`, `${answers.length} 次 200`))
        : failed(whyNotAccepted(kit, wrong));
    },
  );

const kept = (one: Twin): Case =>
  asks(
    `R8.2${one.id}`,
    words(`${one.name.en}: kept`, `${one.name['zh-CN']}：都保留`),
    lost,
    {
      level: one.level,
      needs: ['effects', ...one.on],
      expected: words('the count rises by each', '每个都计数'),
    },
    async (kit, level) => {
      const requests = requestsOf(kit, one);
      const { rise, result } = await measured(kit, requests.length, () => sendAll(kit, requests));
      const wrong = wrongOf(kit, result);
      if (wrong !== undefined) return failed(whyNotAccepted(kit, wrong));
      const came = withRise(words(`${requests.length} sent`, `发了 ${requests.length} 个`), rise);
      return rise === requests.length ? passed(came) : missed(level, came);
    },
  );

const dropped = (one: Twin): Case =>
  asks(
    `R8.3${one.id}`,
    words(`${one.name.en}: each sent again, twice`, `${one.name['zh-CN']}：每个再重试两次`),
    doubled,
    { needs: ['effects', ...one.on], expected: words('200, and the count stays', '200，计数不变') },
    async (kit) => {
      const requests = requestsOf(kit, one);
      await measured(kit, requests.length, () => sendAll(kit, requests));
      const again = [...requests, ...requests];
      const { rise, result } = await measured(kit, 0, () => sendAll(kit, again));
      const wrong = wrongOf(kit, result);
      if (wrong !== undefined) return failed(whyNotAccepted(kit, wrong));
      const came = withRise(words(`${again.length} retries`, `${again.length} 次重试`), rise);
      return rise === 0 ? passed(came) : failed(came);
    },
  );

/** What two requests were answered, and whom it was for: seen without a count. */
const answersEach = (id: string, sent: Words, make: (kit: Kit) => readonly Fields[]): Case =>
  asks(
    id,
    sent,
    lost,
    {
      needs: ['answer-word'],
      expected: words('a reply to each, addressed to him', '各有一个回复，收件人正确'),
    },
    async (kit) => {
      for (const fields of make(kit)) {
        const answer = await kit.send(post(kit.seal(fields)));
        const read = readReply(kit, answer);
        if ('verdict' in read) return read.verdict;
        if (textOf(read.reply.fields, 'ToUserName') !== fields['FromUserName']) {
          return failed(words('a reply for somebody else', '回复给了别人'));
        }
      }
      return passed(words('each answered', '都回复了'));
    },
  );

export const twinEvents: Group = {
  id: 'R8',
  title: words('Twins are kept, retries are not', '相似的事件都保留，重试只算一次'),
  cases: [
    ...twins.map(taken),
    ...twins.map(kept),
    ...twins.map(dropped),
    answersEach(
      'R8.40',
      words('the answer word twice by one person, two MsgIds', '一个人把约定的话说两遍，MsgId 不同'),
      (kit) => {
        const first = kit.answered();
        return [first, kit.answered({ FromUserName: first['FromUserName'] ?? '' })];
      },
    ),
    answersEach(
      'R8.41',
      words('the answer word by two people, one MsgId', '两个人说约定的话，MsgId 相同'),
      (kit) => {
        const first = kit.answered();
        return [first, { ...first, FromUserName: kit.person() }];
      },
    ),
    answersEach(
      'R8.42',
      words('the answer word by two people, one second', '两个人在同一秒说约定的话'),
      (kit) => [kit.answered(), kit.answered()],
    ),
    accepts(
      'R8.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
