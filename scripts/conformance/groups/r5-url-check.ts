import { randomBytes } from 'node:crypto';

import { encryptMessage } from '../../../bot/crypto/envelope.ts';
import { signParts } from '../../../bot/crypto/signature.ts';
import type { Case, Group, Level, Verdict } from '../case.ts';
import { accepts, asks, describe, failed, missed, passed } from '../judge.ts';
import type { Kit } from '../kit.ts';
import { changed, newNonce, post, queryOf, toSeconds, without, type Pairs, type Request } from '../seal.ts';
import type { Answer } from '../send.ts';
import { words, type Words } from '../words.ts';

interface CheckHow {
  readonly timestamp?: string;
  readonly token?: string;
  readonly receiverId?: string;
  /** WeCom: what stands as echostr, instead of the encrypted echo. */
  readonly cipher?: string;
}

/** The query of the platform's URL check: WeCom encrypts and signs the echo, WeChat does neither. */
function checkOf(kit: Kit, echo: string, how: CheckHow = {}): Pairs {
  const { target } = kit;
  const { timestamp = toSeconds(kit.now()), token = target.token } = how;
  const head: Pairs = [
    ['timestamp', timestamp],
    ['nonce', newNonce()],
  ];
  const parts = [token, ...head.map(([, value]) => value)];
  if (target.channel !== 'wecom') {
    return [['signature', signParts(parts)], ...head, ['echostr', echo]];
  }
  const cipher = how.cipher ?? encryptMessage(target.key, echo, how.receiverId ?? target.appId);
  return [['msg_signature', signParts([...parts, cipher])], ...head, ['echostr', cipher]];
}

const get = (query: Pairs | string): Request => ({
  method: 'GET',
  query: typeof query === 'string' ? query : queryOf(query),
  headers: {},
  body: '',
});

const signatures = ['signature', 'msg_signature'];
const newEcho = (): string => String(randomBytes(8).readBigUInt64BE());
const script = '<script>alert(1)</script>';

const exact = words('200, the exact echo and nothing else', '200，原样回显，不多不少');
const notEchoed = words('refused, and nothing echoed', '拒绝，且不回显');

function judgeEcho(kit: Kit, level: Level, answer: Answer, echo: string): Verdict {
  if (answer.kind !== 'answered') return failed(describe(kit, answer));
  if (answer.status === 200 && answer.body === echo) return passed(exact);
  const came = describe(kit, answer);
  return missed(answer.status >= 500 ? 'must' : level, came);
}

function echoes(
  id: string,
  sent: Words,
  why: Words,
  echoOf: () => string,
  options: { level?: Level; needs?: Case['needs']; queryOf?: (pairs: Pairs) => Pairs } = {},
): Case {
  return asks(
    ...([id, sent, why] as const),
    { expected: exact, level: options.level ?? 'must', needs: options.needs ?? [] },
    async (kit, level) => {
      const echo = echoOf();
      const pairs = checkOf(kit, echo);
      const answer = await kit.send(get(options.queryOf?.(pairs) ?? pairs));
      return judgeEcho(kit, level, answer, echo);
    },
  );
}

/** Must not be echoed. A 200 that says something else is no pass of the platform's check, but reads as one in a log. */
function echoesNot(
  id: string,
  sent: Words,
  why: Words,
  make: (kit: Kit, echo: string) => Pairs | string,
  options: { level?: Level; needs?: Case['needs']; echo?: string } = {},
): Case {
  return asks(
    ...([id, sent, why] as const),
    { expected: notEchoed, level: options.level ?? 'must', needs: options.needs ?? [] },
    async (kit, level) => {
      const echo = options.echo ?? newEcho();
      const answer = await kit.send(get(make(kit, echo)));
      const came = describe(kit, answer);
      if (answer.kind !== 'answered' || answer.status >= 500) return failed(came);
      if (answer.body.includes(echo)) {
        return missed(level, words(`${answer.status}, the echo came back`, `${answer.status}，回显了`));
      }
      return answer.status >= 400 ? passed(came) : missed('advice', came);
    },
  );
}

const reflected = words(
  'An address that repeats what it is sent is a page that others write.',
  '谁发什么就回显什么的地址，等于让别人写你的网页。',
);
const platformReads = words(
  'The console saves the address only when the exact text comes back.',
  '原样返回，平台后台才会保存这个地址。',
);
const unproved = words('Who cannot sign is not the platform.', '不会签名的不是平台。');

export const urlCheck: Group = {
  id: 'R5',
  title: words('The URL check', 'URL 验证'),
  cases: [
    echoes('R5.01', words('a right check', '正确的验证请求'), platformReads, newEcho),
    echoes(
      'R5.02',
      words('a right check, the query in another order', '正确的验证请求，参数换了顺序'),
      platformReads,
      newEcho,
      { queryOf: (pairs) => [...pairs].reverse() },
    ),
    echoes(
      'R5.03',
      words('an echo with spaces around it', '首尾有空格的 echostr'),
      words('The platform compares bytes.', '平台按字节比较。'),
      () => ` ${newEcho()} `,
      { level: 'advice' },
    ),
    echoes(
      'R5.04',
      words('an echo with + / = and %', '含 + / = % 的 echostr'),
      words(
        'The query is decoded once, not never and not twice.',
        '参数只解码一次：不能不解，也不能解两次。',
      ),
      () => `${newEcho()}+/=%2B`,
      { level: 'advice' },
    ),
    asks(
      'R5.05',
      words('the answer to a right check: its type', '正确验证请求的应答类型'),
      words('A text that somebody else wrote is to be shown as text.', '别人写的内容只能按文本显示。'),
      { level: 'advice', expected: words('text/plain', 'text/plain') },
      async (kit, level) => {
        const answer = await kit.send(get(checkOf(kit, newEcho())));
        if (answer.kind !== 'answered') return failed(describe(kit, answer));
        const type = answer.headers['content-type'] ?? '';
        const came = words(type === '' ? 'no type' : type, type === '' ? '没有类型' : type);
        return /^text\/plain\b/i.test(type) ? passed(came) : missed(level, came);
      },
    ),
    asks(
      'R5.06',
      words('the answer to a right check: nosniff', '正确验证请求的应答：nosniff'),
      words('Without it some browsers guess a page from the text.', '没有它，有的浏览器会把文本猜成网页。'),
      {
        level: 'advice',
        expected: words('X-Content-Type-Options: nosniff', 'X-Content-Type-Options: nosniff'),
      },
      async (kit, level) => {
        const answer = await kit.send(get(checkOf(kit, newEcho())));
        if (answer.kind !== 'answered') return failed(describe(kit, answer));
        const value = answer.headers['x-content-type-options'];
        return value === 'nosniff'
          ? passed(words('nosniff', 'nosniff'))
          : missed(level, words('not there', '没有'));
      },
    ),
    asks(
      'R5.07',
      words('a signed echo that is a script', '签名正确、内容是脚本的 echostr'),
      words(
        'One leaked line of a log would be a script on your domain.',
        '泄露一行日志就成了你域名下的脚本。',
      ),
      {
        expected: words(
          'refused, or the exact text, never as a page',
          '拒绝，或按文本原样返回，绝不当作网页',
        ),
      },
      async (kit) => {
        const answer = await kit.send(get(checkOf(kit, script)));
        const came = describe(kit, answer);
        if (answer.kind !== 'answered' || answer.status >= 500) return failed(came);
        if (!answer.body.includes(script))
          return answer.status === 200 ? missed('advice', came) : passed(came);
        const type = answer.headers['content-type'] ?? '';
        // Without a type a browser may take it for a page, unless it is told not to guess.
        const asPage =
          /html|xml|svg/i.test(type) ||
          (type === '' && answer.headers['x-content-type-options'] !== 'nosniff');
        return asPage
          ? failed(words(`the script came back as ${type}`, `脚本以 ${type} 返回`))
          : passed(came);
      },
    ),
    asks(
      'R5.08',
      words('how long a right check takes', '正确验证请求的耗时'),
      words('WeCom waits one second, WeChat five.', '企业微信等 1 秒，微信等 5 秒。'),
      { expected: words('in time', '按时') },
      async (kit) => {
        const limit = kit.target.channel === 'wecom' ? 1_000 : 5_000;
        let answer: Answer | undefined;
        // The best of three: what lies between is not the server's.
        for (let round = 0; round < 3; round += 1) {
          answer = await kit.send(get(checkOf(kit, newEcho())));
          if (answer.kind === 'answered' && answer.ms < limit) return passed(describe(kit, answer));
        }
        return failed(answer === undefined ? words('nothing sent', '没有发送') : describe(kit, answer));
      },
    ),
    echoesNot('R5.10', words('an echostr and nothing else', '只有 echostr'), reflected, (_kit, echo) => [
      ['echostr', echo],
    ]),
    echoesNot(
      'R5.11',
      words('a script, unsigned', '无签名的脚本'),
      reflected,
      (_kit, echo) => [['echostr', echo]],
      { echo: script },
    ),
    echoesNot('R5.12', words('the signature left out', '缺少签名'), unproved, (kit, echo) =>
      without(checkOf(kit, echo), ...signatures),
    ),
    echoesNot('R5.13', words('an empty signature', '签名为空'), unproved, (kit, echo) =>
      changed(checkOf(kit, echo), signatures, () => ''),
    ),
    echoesNot('R5.14', words('one digit changed', '签名改了一位'), unproved, (kit, echo) =>
      changed(
        checkOf(kit, echo),
        signatures,
        (value) => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0'),
      ),
    ),
    echoesNot('R5.15', words('signed with another token', '用别的 Token 签名'), unproved, (kit, echo) =>
      checkOf(kit, echo, { token: `${kit.target.token}x` }),
    ),
    echoesNot('R5.16', words('signed with an empty token', '用空 Token 签名'), unproved, (kit, echo) =>
      checkOf(kit, echo, { token: '' }),
    ),
    echoesNot(
      'R5.17',
      words('the first 20 digits of the signature', '签名的前 20 位'),
      unproved,
      (kit, echo) => changed(checkOf(kit, echo), signatures, (value) => value.slice(0, 20)),
    ),
    echoesNot(
      'R5.18',
      words('signature[]', 'signature[]'),
      unproved,
      (kit, echo) =>
        checkOf(kit, echo).map(([name, value]) => [signatures.includes(name) ? `${name}[]` : name, value]),
      { level: 'advice' },
    ),
    echoesNot(
      'R5.19',
      words('an hour old', '一小时前签名'),
      words('An old check has nothing to tell.', '过期的验证没有意义。'),
      (kit, echo) => checkOf(kit, echo, { timestamp: String(Number(toSeconds(kit.now())) - 3600) }),
      { level: 'advice' },
    ),
    echoesNot(
      'R5.20',
      words('no echostr, rightly signed', '没有 echostr，签名正确'),
      words('Anyone can open the address in a browser.', '谁都可以在浏览器里打开这个地址。'),
      (kit, echo) => without(checkOf(kit, echo), 'echostr'),
    ),
    echoesNot(
      'R5.21',
      words('no query at all', '没有任何参数'),
      words('Anyone can open the address in a browser.', '谁都可以在浏览器里打开这个地址。'),
      () => '',
    ),
    echoesNot(
      'R5.22',
      words('echostr[] and a right signature', 'echostr[]，签名正确'),
      words(
        'A list where a text was expected must not bring the handler down.',
        '预期文本却来了数组，程序不能出错。',
      ),
      (kit, echo) =>
        checkOf(kit, echo).map(([name, value]) => [name === 'echostr' ? 'echostr[]' : name, value]),
      { level: 'advice' },
    ),
    echoesNot(
      'R5.30',
      words('WeCom: the echo for another corp', '企业微信：别的企业的 echostr'),
      words('The id inside is who it is for.', '里面的企业 ID 才说明是给谁的。'),
      (kit, echo) => checkOf(kit, echo, { receiverId: 'ww0000000000000000' }),
      { needs: ['wecom'] },
    ),
    echoesNot(
      'R5.31',
      words('WeCom: an echo that is not encrypted, rightly signed', '企业微信：未加密的 echostr，签名正确'),
      words('Only a ciphertext proves the key.', '只有密文才证明密钥正确。'),
      (kit, echo) => checkOf(kit, echo, { cipher: echo }),
      { needs: ['wecom'] },
    ),
    echoesNot(
      'R5.32',
      words('WeCom: the signature without the echo', '企业微信：签名不含 echostr'),
      words('The echo is part of what is signed.', '签名必须覆盖 echostr。'),
      (kit, echo) => {
        const pairs = checkOf(kit, echo);
        const three = signParts([
          kit.target.token,
          ...pairs.filter(([name]) => name === 'timestamp' || name === 'nonce').map(([, value]) => value),
        ]);
        return changed(pairs, ['msg_signature'], () => three);
      },
      { needs: ['wecom'] },
    ),
    echoesNot(
      'R5.33',
      words('WeCom: another echo under a used signature', '企业微信：旧签名配另一个 echostr'),
      words('The echo is part of what is signed.', '签名必须覆盖 echostr。'),
      (kit, echo) =>
        changed(checkOf(kit, newEcho()), ['echostr'], () =>
          encryptMessage(kit.target.key, echo, kit.target.appId),
        ),
      { needs: ['wecom'] },
    ),
    echoesNot(
      'R5.34',
      words('WeCom: a ciphertext that is cut short', '企业微信：被截断的密文'),
      words('It cannot be read: refused, and nothing falls over.', '读不出来就拒绝，程序不能出错。'),
      (kit, echo) =>
        checkOf(kit, echo, { cipher: encryptMessage(kit.target.key, echo, kit.target.appId).slice(0, -21) }),
      { needs: ['wecom'] },
    ),
    echoes(
      'R5.90',
      words('after all of this, a right check', '以上全部之后，再发一次正确的验证'),
      words('The server still serves.', '服务仍然正常。'),
      newEcho,
    ),
    accepts(
      'R5.91',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
