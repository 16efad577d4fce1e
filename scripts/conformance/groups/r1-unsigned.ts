import { signParts } from '../../../bot/crypto/signature.ts';
import type { Group, Level } from '../case.ts';
import { accepts, asks, describe, failed, judgeRefusal, missed, passed, refuses } from '../judge.ts';
import type { Kit } from '../kit.ts';
import { readAnswer, textOf } from '../read-answer.ts';
import {
  changed,
  envelope,
  newNonce,
  post,
  queryOf,
  sealClear,
  toSeconds,
  valueOf,
  without,
  type Pairs,
  type Request,
} from '../seal.ts';
import { signatureName, type Target } from '../target.ts';
import { words } from '../words.ts';
import { innerXml, xmlOf } from '../xml.ts';

const everySignature = ['signature', 'msg_signature'];

/** A right text whose every signature is as `change` makes it. */
const tampered = (change: (value: string) => string | undefined) => (kit: Kit) => {
  const sealed = kit.seal(kit.text());
  return post(sealed, { pairs: changed(sealed.pairs, everySignature, change) });
};

/** A right text with another query. */
const asked =
  (change: (pairs: Pairs, kit: Kit) => Pairs | string): ((kit: Kit) => Request) =>
  (kit) => {
    const sealed = kit.seal(kit.text());
    const next = change(sealed.pairs, kit);
    return post(sealed, { query: typeof next === 'string' ? next : queryOf(next) });
  };

const decisive = (kit: Kit, pairs: Pairs) => valueOf(pairs, signatureName(kit.target));

/** Plain XML with a query that the case puts together of what a plaintext signature covers. */
const asPlaintext =
  (query: (head: { signature: string; head: Pairs }) => Pairs): ((kit: Kit) => Request) =>
  (kit) => {
    const head: Pairs = [
      ['timestamp', toSeconds(kit.now())],
      ['nonce', newNonce()],
    ];
    const signature = signParts([kit.target.token, ...head.map(([, value]) => value)]);
    return post({ pairs: query({ signature, head }), body: xmlOf(kit.text()) });
  };

/** In compatible mode a server may read the plain half, which `signature` is meant for. */
const plainHalf = ({ mode }: Target): Level => (mode === 'compatible' ? 'advice' : 'must');

const encrypted = { needs: ['encrypted'] } as const;
const half = { needs: ['encrypted'], level: plainHalf } as const;
const advice = { level: 'advice' } as const;

const unsigned = words(
  'Whoever knows the address could invent followers, messages and menu clicks.',
  '否则知道地址的任何人都能伪造关注、消息和菜单点击。',
);
const guessed = words('A signature that is nearly right is wrong.', '差一点的签名就是错的签名。');
const downgrade = words(
  'The mode is the account’s. A request that chooses it leads an encrypted account back to plaintext, whose signature covers no body.',
  '模式由账号的配置决定。若由请求决定，密文账号就会被降级为明文，而明文签名不覆盖正文。',
);
const bodyUncovered = words(
  'The plaintext signature covers the query only: under it anybody’s ciphertext would pass.',
  '明文签名只覆盖查询参数，用它校验等于放过任何密文。',
);
const readTwice = words(
  'A name that is read as a list or twice is checked in one value and used in the other.',
  '同名参数被读成数组或读两次时，校验的和使用的可能不是同一个值。',
);
const honest = words(
  'A check that refuses everything is none; the platform writes it so.',
  '一概拒绝不算校验；平台就是这样发的。',
);

export const unsignedEvents: Group = {
  id: 'R1',
  title: words('Unsigned events, and the way down to plaintext', '无签名事件与降级为明文'),
  cases: [
    accepts('R1.01', words('a right text', '正确的文本消息'), honest, (kit) => post(kit.seal(kit.text()))),
    accepts(
      'R1.02',
      words('a right text, the query in another order', '正确的消息，查询参数换了顺序'),
      words('Nothing promises the order of the query.', '平台没有承诺参数的顺序。'),
      asked((pairs) => [...pairs].reverse()),
    ),
    accepts(
      'R1.03',
      words('a right text, one query name more', '正确的消息，多一个不认识的参数'),
      words(
        'The platforms have added names before (openid, encrypt_type).',
        '平台增加过参数（openid、encrypt_type）。',
      ),
      asked((pairs) => [...pairs, ['scene', '1']]),
      advice,
    ),
    accepts(
      'R1.04',
      words('a right text, its elements on lines of their own', '正确的消息，元素之间有换行和空格'),
      words(
        'Bytes are signed, not the layout: the platforms’ own samples have line breaks.',
        '平台的示例就带换行。',
      ),
      (kit) => {
        const fields = kit.text();
        const laidOut = `<xml>\n  ${innerXml(fields, '\n  ')}\n</xml>\n`;
        const sealed = kit.sealClear(laidOut, { openid: kit.person() });
        const body = sealed.body.toString().replace(/(<xml>|<\/\w+>)(?=<)/g, '$1\n');
        return post(sealed, { body: kit.target.mode === 'plain' ? laidOut : body });
      },
    ),
    accepts(
      'R1.05',
      words('a right text without a Content-Type', '正确的消息，没有 Content-Type'),
      words(
        'What the platforms send here is not documented (unconfirmed).',
        '平台在这里发什么没有文档（未证实）。',
      ),
      (kit) => post(kit.seal(kit.text()), { headers: {} }),
      advice,
    ),
    refuses('R1.10', words('plain XML, no query at all', '明文 XML，没有任何参数'), unsigned, (kit) =>
      post({ pairs: [], body: xmlOf(kit.text()) }),
    ),
    refuses(
      'R1.11',
      words('plain XML, timestamp and nonce only', '明文 XML，只有 timestamp 和 nonce'),
      unsigned,
      asPlaintext(({ head }) => head),
    ),
    refuses(
      'R1.12',
      words('no signature', '没有签名'),
      unsigned,
      tampered(() => undefined),
    ),
    refuses(
      'R1.13',
      words('empty signatures', '签名为空'),
      unsigned,
      tampered(() => ''),
    ),
    refuses(
      'R1.14',
      words('one digit of the signature changed', '签名改了一位'),
      guessed,
      tampered((value) => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')),
    ),
    refuses(
      'R1.15',
      words('forty zeros', '四十个 0'),
      guessed,
      tampered(() => '0'.repeat(40)),
    ),
    refuses(
      'R1.16',
      words('the first 39 digits', '签名的前 39 位'),
      guessed,
      tampered((value) => value.slice(0, 39)),
    ),
    refuses(
      'R1.17',
      words('the first 8 digits', '签名的前 8 位'),
      guessed,
      tampered((value) => value.slice(0, 8)),
    ),
    refuses(
      'R1.18',
      words('41 digits', '签名多出一位'),
      guessed,
      tampered((value) => `${value}0`),
    ),
    refuses(
      'R1.19',
      words('forty letters that are no digits', '四十个非十六进制字母'),
      guessed,
      tampered(() => 'z'.repeat(40)),
    ),
    refuses(
      'R1.20',
      words('signed with another token', '用别的 Token 签名'),
      words('The token is all that proves the sender.', '只有 Token 能证明发送者。'),
      (kit) => post(kit.seal(kit.text(), { token: `${kit.target.token}x` })),
    ),
    refuses(
      'R1.21',
      words('signed with an empty token', '用空 Token 签名'),
      words(
        'A token that was never set must not become an empty one that all know.',
        'Token 未配置时不能变成人人知道的空串。',
      ),
      (kit) => post(kit.seal(kit.text(), { token: '' })),
    ),
    refuses(
      'R1.22',
      words('signed with the word «undefined»', '用单词 undefined 作 Token 签名'),
      words(
        'So reads a token that was never set, in some languages.',
        '有的语言里未配置的 Token 就成了这个词。',
      ),
      (kit) => post(kit.seal(kit.text(), { token: 'undefined' })),
    ),
    refuses(
      'R1.23',
      words('the signature as name[]', '签名参数写成 name[]'),
      readTwice,
      asked((pairs, kit) =>
        pairs.map(([name, value]) => [name === signatureName(kit.target) ? `${name}[]` : name, value]),
      ),
      advice,
    ),
    refuses(
      'R1.24',
      words('the signature as name[a]', '签名参数写成 name[a]'),
      readTwice,
      asked((pairs, kit) =>
        pairs.map(([name, value]) => [name === signatureName(kit.target) ? `${name}[a]` : name, value]),
      ),
      advice,
    ),
    refuses(
      'R1.25',
      words('the signature twice: a wrong one, then the right one', '签名参数出现两次：先错后对'),
      readTwice,
      asked((pairs, kit) => [[signatureName(kit.target), '0'.repeat(40)], ...pairs]),
      advice,
    ),
    refuses(
      'R1.26',
      words('the signature twice: the right one, then a wrong one', '签名参数出现两次：先对后错'),
      readTwice,
      asked((pairs, kit) => [...pairs, [signatureName(kit.target), '0'.repeat(40)]]),
      advice,
    ),
    refuses(
      'R1.27',
      words('the timestamp twice: the right one, then an old one', 'timestamp 出现两次：先对后旧'),
      readTwice,
      asked((pairs) => [...pairs, ['timestamp', '1000000000']]),
      advice,
    ),
    refuses(
      'R1.28',
      words('the nonce twice', 'nonce 出现两次'),
      readTwice,
      asked((pairs) => [...pairs, ['nonce', '1']]),
      advice,
    ),
    refuses(
      'R1.29',
      words('timestamp[] instead of timestamp', 'timestamp 写成 timestamp[]'),
      readTwice,
      asked((pairs) => pairs.map(([name, value]) => [name === 'timestamp' ? 'timestamp[]' : name, value])),
      advice,
    ),
    refuses(
      'R1.30',
      words('the signature under __proto__[…]', '签名放在 __proto__[…] 下'),
      words(
        'It would be read from the prototype of every query to come.',
        '以后每个请求都会从原型里读到它。',
      ),
      asked((pairs, kit) => [
        ...without(pairs, ...everySignature),
        [`__proto__[${signatureName(kit.target)}]`, decisive(kit, pairs)],
      ]),
    ),
    refuses(
      'R1.31',
      words('the names in capital letters', '参数名全大写'),
      words(
        'The platforms write them small; what else is taken has to be known to be safe.',
        '平台用小写；多接受一种写法就多一种风险。',
      ),
      asked((pairs) => pairs.map(([name, value]) => [name.toUpperCase(), value])),
      advice,
    ),
    refuses(
      'R1.32',
      words('a query that cannot be decoded (%zz)', '无法解码的参数（%zz）'),
      words(
        'Anyone can send it: it is to be refused, not to bring a handler down.',
        '谁都能发：应当拒绝，而不是让程序出错。',
      ),
      asked((pairs) => `${queryOf(without(pairs, 'nonce'))}&nonce=%zz`),
    ),
    refuses(
      'R1.40',
      words('plain XML under a right plaintext signature', '明文 XML 加正确的明文签名'),
      downgrade,
      asPlaintext(({ signature, head }) => [['signature', signature], ...head]),
      half,
    ),
    ...['raw', 'aes', ''].map((type, index) =>
      refuses(
        `R1.4${index + 1}`,
        words(`the same with encrypt_type=${type}`, `同上，带 encrypt_type=${type}`),
        downgrade,
        asPlaintext(({ signature, head }) => [['signature', signature], ...head, ['encrypt_type', type]]),
        half,
      ),
    ),
    refuses(
      'R1.44',
      words('the same with an empty msg_signature', '同上，带空的 msg_signature'),
      downgrade,
      asPlaintext(({ signature, head }) => [['signature', signature], ...head, ['msg_signature', '']]),
      half,
    ),
    refuses(
      'R1.45',
      words('plain XML, the plaintext signature as msg_signature', '明文 XML，明文签名充当 msg_signature'),
      downgrade,
      asPlaintext(({ signature, head }) => [['msg_signature', signature], ...head]),
      encrypted,
    ),
    refuses(
      'R1.46',
      words(
        'a ciphertext, msg_signature left out, signature right',
        '密文，缺 msg_signature，signature 正确',
      ),
      bodyUncovered,
      asked((pairs, kit) => {
        const signature = signParts([kit.target.token, valueOf(pairs, 'timestamp'), valueOf(pairs, 'nonce')]);
        return [['signature', signature], ...without(pairs, ...everySignature)];
      }),
      half,
    ),
    refuses(
      'R1.47',
      words('a ciphertext, msg_signature empty, signature right', '密文，msg_signature 为空，signature 正确'),
      bodyUncovered,
      asked((pairs) => changed(pairs, ['msg_signature'], () => '')),
      half,
    ),
    refuses(
      'R1.48',
      words('a ciphertext, the plaintext signature as msg_signature', '密文，明文签名充当 msg_signature'),
      bodyUncovered,
      asked((pairs, { target }) => {
        const three = signParts([target.token, valueOf(pairs, 'timestamp'), valueOf(pairs, 'nonce')]);
        return changed(without(pairs, 'signature'), ['msg_signature'], () => three);
      }),
      encrypted,
    ),
    refuses(
      'R1.49',
      words('a ciphertext, encrypt_type=raw, no msg_signature', '密文，encrypt_type=raw，没有 msg_signature'),
      downgrade,
      asked((pairs) => [...without(pairs, 'msg_signature', 'encrypt_type'), ['encrypt_type', 'raw']]),
      half,
    ),
    refuses(
      'R1.50',
      words(
        'plain fields beside an empty Encrypt, signed as such',
        '明文字段加空的 Encrypt，签名按空密文计算',
      ),
      words(
        'An empty ciphertext is signed by the plaintext signature, which log files know.',
        '空密文的签名就是明文签名，日志里就有。',
      ),
      (kit) => {
        const { pairs } = sealClear(kit.target, '', kit.now(), { cipher: '' });
        return post({
          pairs: without(pairs, 'signature'),
          body: envelope(kit.target, '', innerXml(kit.text())),
        });
      },
      encrypted,
    ),
    asks(
      'R1.51',
      words('a right ciphertext beside another person’s plain text', '正确的密文旁边放着别人的明文'),
      words(
        'Only the ciphertext is signed: the plain half can be anybody’s.',
        '签名只覆盖密文，明文部分谁都能改。',
      ),
      {
        level: 'advice',
        needs: ['safe'],
        expected: words('refused, or never answered to the plain half', '拒绝，或至少不回复给明文里的人'),
      },
      async (kit, level) => {
        const inside = kit.answered();
        const outside = kit.answered();
        const sealed = kit.seal(inside, { plainHalf: innerXml(outside) });
        const answer = await kit.send(post(sealed));
        const came = describe(kit, answer);
        if (answer.kind !== 'answered' || answer.status >= 500) return failed(came);
        if (answer.status >= 400) return passed(came);
        const reading = readAnswer(kit.target, answer.body);
        const to = reading.kind === 'reply' ? textOf(reading.fields, 'ToUserName') : undefined;
        return to === outside['FromUserName']
          ? failed(words('answered to the plain half', '回复了明文里的人'))
          : missed(level, came);
      },
    ),
    asks(
      'R1.52',
      words('a POST with an echostr and a right plaintext signature', 'POST，带 echostr 和正确的明文签名'),
      words(
        'The URL check is a GET; its signature opens no other door.',
        'URL 验证只用 GET，它的签名不能打开别的门。',
      ),
      {
        needs: ['wechat', 'encrypted'],
        expected: words('refused, and nothing echoed', '拒绝，且不回显'),
      },
      async (kit, level) => {
        const echo = newNonce();
        const request = asPlaintext(({ signature, head }) => [
          ['signature', signature],
          ...head,
          ['echostr', echo],
        ])(kit);
        const verdict = await judgeRefusal(kit, level, { ...request, body: '' });
        const last = kit.answers.at(-1);
        const echoed = last?.kind === 'answered' && last.body.includes(echo);
        return echoed ? failed(words('the echostr came back', '回显了 echostr')) : verdict;
      },
    ),
    ...['PUT', 'DELETE'].map((method, index) =>
      refuses(
        `R1.6${index}`,
        words(`a right text by ${method}`, `用 ${method} 发送正确的消息`),
        words('The platforms use GET and POST.', '平台只用 GET 和 POST。'),
        (kit) => post(kit.seal(kit.text()), { method }),
        advice,
      ),
    ),
    refuses(
      'R1.70',
      words('a ciphertext for a plaintext account', '发给明文账号的密文'),
      words('The mode is the account’s, in this direction too.', '模式由账号决定，反方向也一样。'),
      (kit) => post(sealClear({ ...kit.target, mode: 'safe' }, xmlOf(kit.text()), kit.now())),
      { needs: ['plain'], level: 'advice' },
    ),
    accepts(
      'R1.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
