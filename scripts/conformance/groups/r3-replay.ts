import type { Case, Group, Level } from '../case.ts';
import {
  accepts,
  asks,
  describe,
  failed,
  isAccepted,
  measured,
  missed,
  passed,
  readReply,
  refuses,
  whyNotAccepted,
  withRise,
} from '../judge.ts';
import type { Kit } from '../kit.ts';
import { isSameReply } from '../read-answer.ts';
import { post, toSeconds, type Request } from '../seal.ts';
import type { Answer } from '../send.ts';
import { words, type Words } from '../words.ts';

const retried = words(
  'The platforms ask up to three times when an answer does not arrive: each try must be answered as the first.',
  '平台收不到应答会重试，最多三次：每一次都应当得到同样的应答。',
);
const once = words('A retry is no second event.', '重试不是第二个事件。');
const window = words(
  'Whoever kept a request could send it again for ever: it is refused when its time is over.',
  '截获的请求若永远有效，就能被反复重放：过了时限必须拒绝。',
);
const tolerance = words(
  'Five minutes either way is what is usual; another server may choose another limit.',
  '常见的时限是前后五分钟，别的服务可以选别的。',
);
const noNumber = words(
  'A timestamp that is no number compares as neither old nor new: the check must fail closed.',
  '不是数字的 timestamp 既不早也不晚：校验必须按失败处理。',
);
const otherForm = words(
  'The platforms write ten digits; each other form is a way to move digits about.',
  '平台写的是十位数字；每多一种写法，就多一种挪动数字的办法。',
);

const again = words('200, as at first', '200，与第一次一样');
const sameWords = words('the same reply', '同样的回复');
const oneEffect = words('the count rises by one', '计数只加一');

/** A text that is signed at another time than now; its CreateTime is of that time too. */
const timed = (awaySeconds: number) => (kit: Kit) => {
  const at = new Date(kit.now().getTime() + awaySeconds * 1000);
  const fields = kit.text({ CreateTime: Math.floor(at.getTime() / 1000) });
  return post(kit.seal(fields, { timestamp: toSeconds(at) }));
};

const written =
  (timestamp: (now: string) => string): ((kit: Kit) => Request) =>
  (kit) =>
    post(kit.seal(kit.text(), { timestamp: timestamp(toSeconds(kit.now())) }));

/** The same request, and the same text under a new ciphertext and nonce. */
function makeTwo(kit: Kit, answered: boolean) {
  const fields = answered ? kit.answered() : kit.text();
  const [first, second] = [post(kit.seal(fields)), post(kit.seal(fields))];
  return { first, second };
}

type Tries = (first: Request, second: Request, kit: Kit) => Promise<readonly Answer[]>;

const sameTwice: Tries = async (first, _second, kit) => [await kit.send(first), await kit.send(first)];
const sameThrice: Tries = async (first, _second, kit) => [
  ...(await sameTwice(first, first, kit)),
  await kit.send(first),
];
const sealedAnew: Tries = async (first, second, kit) => [await kit.send(first), await kit.send(second)];
const sideBySide: Tries = (first, _second, kit) =>
  Promise.all(Array.from({ length: 20 }, () => kit.send(first)));
const onTheOther: Tries = async (first, _second, kit) => [await kit.send(first), await kit.sendSecond(first)];

function isTaken(id: string, sent: Words, tries: Tries, needs: Case['needs'] = []): Case {
  return asks(id, sent, retried, { expected: again, needs }, async (kit) => {
    const { first, second } = makeTwo(kit, false);
    const answers = await tries(first, second, kit);
    const wrong = answers.find((answer) => !isAccepted(kit, answer));
    return wrong === undefined
      ? passed(words(`${answers.length} times 200`, `${answers.length} 次 200`))
      : failed(whyNotAccepted(kit, wrong));
  });
}

/** Another reply is wrong; none at all at a retry is what the person would get if the first was lost. */
function isAnsweredAlike(id: string, sent: Words, tries: Tries, needs: Case['needs'] = []): Case {
  return asks(
    ...([id, sent, retried, { expected: sameWords, needs: ['answer-word', ...needs] }] as const),
    async (kit) => {
      const { first, second } = makeTwo(kit, true);
      const [one, ...others] = await tries(first, second, kit);
      if (one === undefined) return failed(words('no answer', '没有应答'));
      // Side by side any of them may be the first.
      const whole = [one, ...others].map((answer) => readReply(kit, answer));
      const replies = whole.flatMap((read) => ('reply' in read ? [read.reply] : []));
      const [reference] = replies;
      const unanswered = whole.flatMap((read) => ('verdict' in read ? [read.verdict] : []))[0];
      if (reference === undefined) return unanswered ?? failed(words('no reply', '没有回复'));
      if (replies.some(({ fields }) => !isSameReply(fields, reference.fields))) {
        return failed(words('replies that differ', '回复不一样'));
      }
      if (unanswered === undefined) return passed(sameWords);
      return [one, ...others].every((answer) => isAccepted(kit, answer))
        ? missed('advice', words('a reply once, and none at a retry', '只回复一次，重试时没有回复'))
        : unanswered;
    },
  );
}

function hasOneEffect(id: string, sent: Words, tries: Tries, needs: Case['needs'] = []): Case {
  return asks(id, sent, once, { expected: oneEffect, needs: ['effects', ...needs] }, async (kit) => {
    const { first, second } = makeTwo(kit, false);
    const { rise, result } = await measured(kit, 1, () => tries(first, second, kit));
    const last = result.at(-1);
    const came = withRise(last === undefined ? words('nothing', '没有') : describe(kit, last), rise);
    return rise === 1 ? passed(came) : failed(came);
  });
}

const manners: readonly (readonly [string, Words, Tries, Case['needs']])[] = [
  ['0', words('the same request twice', '同一请求发两次'), sameTwice, []],
  ['1', words('the same request three times', '同一请求发三次'), sameThrice, []],
  ['2', words('the same event sealed anew', '同一事件重新加密签名'), sealedAnew, []],
  ['3', words('the same request twenty times at once', '同一请求同时发二十次'), sideBySide, []],
  ['4', words('the same request to another process', '同一请求发给另一个进程'), onTheOther, ['second']],
];

const outside: readonly (readonly [string, Words, number, Level])[] = [
  ['R3.50', words('6 minutes old', '6 分钟前'), -360, 'advice'],
  ['R3.51', words('6 minutes ahead', '6 分钟后'), 360, 'advice'],
  ['R3.52', words('an hour old', '一小时前'), -3600, 'must'],
  ['R3.53', words('an hour ahead', '一小时后'), 3600, 'must'],
  ['R3.54', words('a day old', '一天前'), -86_400, 'must'],
  ['R3.55', words('a day ahead', '一天后'), 86_400, 'must'],
  ['R3.56', words('a year old', '一年前'), -31_536_000, 'must'],
];

const noNumbers = ['', 'NaN', 'now', 'Infinity', 'null', '-1', '0', '9999999999', 'true'];

const forms: readonly (readonly [string, Words, (now: string) => string])[] = [
  ['R3.70', words('milliseconds', '毫秒'), (now) => `${now}000`],
  ['R3.71', words('a fraction (….0)', '带小数（….0）'), (now) => `${now}.0`],
  ['R3.72', words('hexadecimal', '十六进制'), (now) => `0x${Number(now).toString(16)}`],
  ['R3.73', words('with an exponent', '科学计数法'), (now) => `${now}e0`],
  ['R3.74', words('a plus before it', '前面有加号'), (now) => `+${now}`],
  ['R3.75', words('a space before it', '前面有空格'), (now) => ` ${now}`],
  ['R3.76', words('a zero before it', '前面有 0'), (now) => `0${now}`],
  [
    'R3.77',
    words('Arabic digits', '阿拉伯文数字'),
    (now) => now.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  ],
  ['R3.78', words('a line break after it', '后面有换行'), (now) => `${now}\n`],
];

export const replays: Group = {
  id: 'R3',
  title: words('The same request again, and its time', '重放与时限'),
  cases: [
    accepts(
      'R3.01',
      words('a right text, signed now', '正确的消息，刚刚签名'),
      words('What is repeated below is taken once.', '下面要重放的消息本来是被接受的。'),
      timed(0),
    ),
    ...manners.map(([digit, sent, tries, needs]) => isTaken(`R3.1${digit}`, sent, tries, needs)),
    ...manners.map(([digit, sent, tries, needs]) => isAnsweredAlike(`R3.2${digit}`, sent, tries, needs)),
    ...manners.map(([digit, sent, tries, needs]) => hasOneEffect(`R3.3${digit}`, sent, tries, needs)),
    ...([-30, 30] as const).map((seconds, index) =>
      accepts(
        `R3.4${index}`,
        words(
          `a text ${Math.abs(seconds)} s ${seconds < 0 ? 'old' : 'ahead'}`,
          `${Math.abs(seconds)} 秒${seconds < 0 ? '前' : '后'}签名的消息`,
        ),
        words(
          'A retry comes up to 15 s later, and clocks differ.',
          '重试最晚在 15 秒后到达，时钟也会有误差。',
        ),
        timed(seconds),
      ),
    ),
    ...([-240, 240] as const).map((seconds, index) =>
      accepts(
        `R3.4${index + 2}`,
        words(
          `a text 4 minutes ${seconds < 0 ? 'old' : 'ahead'}`,
          `4 分钟${seconds < 0 ? '前' : '后'}签名的消息`,
        ),
        tolerance,
        timed(seconds),
        { level: 'advice' },
      ),
    ),
    ...outside.map(([id, when, seconds, level]) =>
      refuses(
        id,
        words(`a text never seen, signed ${when.en}`, `没见过的消息，签名于${when['zh-CN']}`),
        level === 'must' ? window : tolerance,
        timed(seconds),
        { level },
      ),
    ),
    ...noNumbers.map((timestamp, index) =>
      refuses(
        `R3.6${index}`,
        words(`timestamp=${timestamp}, rightly signed`, `timestamp=${timestamp}，签名正确`),
        noNumber,
        written(() => timestamp),
      ),
    ),
    ...forms.map(([id, form, write]) =>
      refuses(
        id,
        words(`timestamp: ${form.en}, rightly signed`, `timestamp：${form['zh-CN']}，签名正确`),
        otherForm,
        written(write),
        { level: id === 'R3.70' ? 'must' : 'advice' },
      ),
    ),
    asks(
      'R3.80',
      words('a request that was taken, 301 s later', '被接受过的请求，301 秒后再发'),
      tolerance,
      { level: 'advice', needs: ['patience'], expected: words('refused: 4xx', '拒绝：4xx') },
      async (kit, level) => {
        const request = timed(0)(kit);
        await kit.send(request);
        await kit.pause(301_500);
        const answer = await kit.send(request);
        const came = describe(kit, answer);
        if (answer.kind !== 'answered' || answer.status >= 500) return failed(came);
        return answer.status >= 400 ? passed(came) : missed(level, came);
      },
    ),
    accepts(
      'R3.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      timed(0),
    ),
  ],
};
