import { randomInt } from 'node:crypto';

import { signParts } from '../../../bot/crypto/signature.ts';
import type { Case, Group } from '../case.ts';
import { accepts, asks, describe, failed, judgeRefusal, passed, skipped } from '../judge.ts';
import type { Kit } from '../kit.ts';
import { changed, envelope, newNonce, post, toSeconds, without, type Request, type Sealed } from '../seal.ts';
import { words, type Words } from '../words.ts';
import { innerXml } from '../xml.ts';

/*
 * SHA-1 is taken of the parts as one text: where they are cut is not signed. Whoever has one right
 * request can move characters between neighbours, and the signature stays right.
 */

export interface Cut {
  readonly timestamp: string;
  readonly nonce: string;
  readonly cipher: string;
}

interface Shift {
  readonly id: string;
  readonly sent: Words;
  readonly encrypted: boolean;
  readonly move: (cut: Cut) => Cut;
}

const digits = (count: number) => (count === 1 ? '1 digit' : `${count} digits`);

const shifts: readonly Shift[] = [
  ...[1, 2, 3, 4, 5, 9].map((count, index) => ({
    id: `R4.1${index}`,
    sent: words(`${digits(count)} from the timestamp to the nonce`, `把 timestamp 末 ${count} 位挪到 nonce`),
    encrypted: false,
    move: ({ timestamp, nonce, cipher }: Cut) => ({
      timestamp: timestamp.slice(0, -count),
      nonce: timestamp.slice(-count) + nonce,
      cipher,
    }),
  })),
  ...[1, 2, 3, 6].map((count, index) => ({
    id: `R4.2${index}`,
    sent: words(`${digits(count)} from the nonce to the timestamp`, `把 nonce 前 ${count} 位挪到 timestamp`),
    encrypted: false,
    move: ({ timestamp, nonce, cipher }: Cut) => ({
      timestamp: timestamp + nonce.slice(0, count),
      nonce: nonce.slice(count),
      cipher,
    }),
  })),
  ...[1, 4].map((count, index) => ({
    id: `R4.3${index}`,
    sent: words(`${digits(count)} from the nonce to the ciphertext`, `把 nonce 末 ${count} 位挪到密文`),
    encrypted: true,
    move: ({ timestamp, nonce, cipher }: Cut) => ({
      timestamp,
      nonce: nonce.slice(0, -count),
      cipher: nonce.slice(-count) + cipher,
    }),
  })),
  ...[1, 4, 64].map((count, index) => ({
    id: `R4.4${index}`,
    sent: words(`${count} characters from the ciphertext to the nonce`, `把密文前 ${count} 个字符挪到 nonce`),
    encrypted: true,
    move: ({ timestamp, nonce, cipher }: Cut) => ({
      timestamp,
      nonce: nonce + cipher.slice(0, count),
      cipher: cipher.slice(count),
    }),
  })),
];

const maxSearch = 4_000;
const minute = 60;
const day = 86_400;

/**
 * A right request whose signature stays right when it is cut elsewhere. Whether it does depends on
 * how the parts sort; times and nonces are tried until it does.
 * @param withinSeconds how old it may be
 */
export function findShiftable(
  kit: Kit,
  move: (cut: Cut) => Cut,
  withinSeconds: number,
): { sealed: Sealed; cut: Cut } | undefined {
  const fields = kit.text();
  for (let round = 0; round < maxSearch; round += 1) {
    const at = new Date(kit.now().getTime() - randomInt(0, withinSeconds) * 1000);
    const sealed = kit.seal(fields, { timestamp: toSeconds(at), nonce: newNonce() });
    const cut = move(sealed);
    if (signOf(kit, cut) === signOf(kit, sealed)) return { sealed, cut };
  }
  return undefined;
}

const signOf = ({ target }: Kit, { timestamp, nonce, cipher }: Cut): string =>
  signParts([target.token, timestamp, nonce, cipher]);

/** The recorded request, cut elsewhere. */
function recut(kit: Kit, sealed: Sealed, cut: Cut): Request {
  const pairs = changed(
    changed(sealed.pairs, ['timestamp'], () => cut.timestamp),
    ['nonce'],
    () => cut.nonce,
  );
  if (cut.cipher === sealed.cipher) return post(sealed, { pairs });
  // The signature without the ciphertext does not survive a nonce that has taken some of it.
  const query = without(pairs, 'signature');
  const half = kit.target.mode === 'compatible' ? innerXml(kit.text()) : undefined;
  return post(sealed, { pairs: query, body: envelope(kit.target, cut.cipher, half) });
}

const why = words(
  'Where the signed parts are cut is not signed: strict forms and the time limit are what keeps a recorded request from becoming a new one.',
  '签名不区分各部分在哪里断开：靠严格的格式和时限，才不会让录下的请求变成新的请求。',
);
const notPossible = words(
  'no request whose signature survives this shift was found for this token',
  '对这个 Token 没有找到挪动后签名仍然正确的请求',
);

const shifted = ({ id, sent, encrypted, move }: Shift): Case =>
  asks(
    ...([id, sent, why] as const),
    { needs: encrypted ? ['encrypted'] : [], expected: words('refused: 4xx', '拒绝：4xx') },
    async (kit, level) => {
      // A timestamp of more or fewer digits is of another age, however old the recorded one was.
      const found = findShiftable(kit, move, encrypted ? minute : 2 * day);
      if (found === undefined) return skipped(notPossible);
      return judgeRefusal(kit, level, recut(kit, found.sealed, found.cut));
    },
  );

const rounds = 8;

export const digitShifts: Group = {
  id: 'R4',
  title: words(
    'Digits moved between timestamp, nonce and ciphertext',
    '在 timestamp、nonce、密文之间挪动数字',
  ),
  cases: [
    accepts(
      'R4.01',
      words('a right text, as it is recorded', '正确的消息，原样录下'),
      words('What is cut elsewhere below is taken as it was.', '下面被重新断开的请求原样是被接受的。'),
      (kit) => post(kit.seal(kit.text())),
    ),
    accepts(
      'R4.02',
      words('a nonce of one digit', '一位数字的 nonce'),
      words('The platforms’ nonces are digits of any length.', '平台的 nonce 是长短不一的数字。'),
      (kit) => post(kit.seal(kit.text(), { nonce: '7' })),
    ),
    accepts(
      'R4.03',
      words('a nonce of 16 letters and digits', '十六个字母和数字的 nonce'),
      words('WeCom’s and third parties’ nonces have letters.', '企业微信等的 nonce 含字母。'),
      (kit) => post(kit.seal(kit.text(), { nonce: 'xBn4kQ0Zr7LmTw2d' })),
    ),
    ...shifts.map(shifted),
    asks(
      'R4.50',
      words(`every shift of ${rounds} recorded requests`, `${rounds} 个录下的请求的全部挪法`),
      why,
      { expected: words('none is taken', '一个都不接受') },
      async (kit) => {
        let tried = 0;
        for (let round = 0; round < rounds; round += 1) {
          const { move, encrypted } = shifts[round % shifts.length] ?? {};
          if (move === undefined || (encrypted === true && kit.target.mode === 'plain')) continue;
          const found = findShiftable(kit, move, minute);
          if (found === undefined) continue;
          await kit.send(post(found.sealed));
          for (const shift of shifts) {
            const cut = shift.move(found.sealed);
            if (shift.encrypted && kit.target.mode === 'plain') continue;
            if (signOf(kit, cut) !== signOf(kit, found.sealed)) continue;
            tried += 1;
            const answer = await kit.send(recut(kit, found.sealed, cut));
            if (answer.kind !== 'answered' || answer.status < 400 || answer.status >= 500) {
              return failed(describe(kit, answer));
            }
          }
        }
        const came = words(`${tried} shifts refused`, `拒绝了 ${tried} 种挪法`);
        return tried > 0 ? passed(came) : skipped(notPossible);
      },
    ),
    ...(
      [
        ['R4.60', '', words('empty', '空的')],
        ['R4.61', 'a'.repeat(200), words('of 200 letters', '200 个字母的')],
        ['R4.62', 'a b', words('with a space', '带空格的')],
        ['R4.63', '1764&timestamp=1', words('with a «&»', '带 & 的')],
        ['R4.64', '空', words('that is a Chinese character', '汉字的')],
      ] as const
    ).map(([id, nonce, form]) =>
      asks(
        id,
        words(`a nonce ${form.en}, rightly signed`, `${form['zh-CN']} nonce，签名正确`),
        words(
          'The platforms write letters and digits; a server may take more, as long as it stands.',
          '平台写的是字母和数字；可以多接受，但不能出错。',
        ),
        { level: 'advice', expected: words('refused: 4xx', '拒绝：4xx') },
        (kit, level) => judgeRefusal(kit, level, post(kit.seal(kit.text(), { nonce }))),
      ),
    ),
    accepts(
      'R4.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
