import { signParts } from '../../../bot/crypto/signature.ts';
import type { Group, Level } from '../case.ts';
import { accepts, measured, refuses } from '../judge.ts';
import type { Kit } from '../kit.ts';
import { changed, envelope, newNonce, post, toSeconds, type Request, type Sealed } from '../seal.ts';
import type { Target } from '../target.ts';
import { words } from '../words.ts';
import { innerXml, xmlOf } from '../xml.ts';

const encrypted = { needs: ['encrypted'] } as const;
const uncovered = words(
  'The signature is the ciphertext’s: another one under it is nobody’s message.',
  '签名属于那一段密文，换了密文就不是谁的消息。',
);
const triple = words(
  'A plaintext signature covers no body: one line of a log file would let its reader write any event.',
  '明文签名不覆盖正文：拿到一行日志的人就能写出任何事件。',
);

/** A right request whose ciphertext is another under the same query. */
const swapped = (change: (cipher: string, kit: Kit) => string) => (kit: Kit) => {
  const sealed = kit.seal(kit.text());
  return post(sealed, { body: envelope(kit.target, change(sealed.cipher, kit), halfOf(kit)) });
};

const halfOf = (kit: Kit) => (kit.target.mode === 'compatible' ? innerXml(kit.text()) : undefined);

const flip = (cipher: string, at: number) =>
  `${cipher.slice(0, at)}${cipher.charAt(at) === 'A' ? 'B' : 'A'}${cipher.slice(at + 1)}`;

/** The query of a plaintext account as a log keeps it; WeCom has none. */
const recordedQuery = ({ target, now }: Kit): Sealed['pairs'] => {
  const [timestamp, nonce] = [toSeconds(now()), newNonce()];
  return [
    ['signature', signParts([target.token, timestamp, nonce])],
    ['timestamp', timestamp],
    ['nonce', nonce],
  ];
};

const plainHalf = ({ mode }: Target): Level => (mode === 'compatible' ? 'advice' : 'must');

/** A request that was taken, and its query under another body. The first is sent on the way. */
const afterUse =
  (other: (kit: Kit, from: string) => string) =>
  async (kit: Kit): Promise<Request> => {
    const from = kit.person();
    const first = kit.seal(kit.text({ FromUserName: from }));
    // Waits until it is counted, so that it is not taken for an effect of the second.
    await measured(kit, 1, () => kit.send(post(first)));
    return post(first, { body: other(kit, from) });
  };

const plainAdvice = { needs: ['plain'], level: 'advice' } as const;

export const swappedBodies: Group = {
  id: 'R2',
  title: words('Another body under a signature that was seen', '旧签名下换正文'),
  cases: [
    accepts(
      'R2.01',
      words('a right text', '正确的文本消息'),
      words('What is swapped below is taken as it was.', '下面被替换的消息原样是被接受的。'),
      (kit) => post(kit.seal(kit.text())),
    ),
    refuses(
      'R2.02',
      words('another ciphertext of the same account', '换成同一账号的另一段密文'),
      uncovered,
      swapped((_cipher, kit) => kit.seal(kit.event('subscribe')).cipher),
      encrypted,
    ),
    refuses(
      'R2.03',
      words('one letter at the beginning changed', '密文开头改一个字母'),
      uncovered,
      swapped((cipher) => flip(cipher, 2)),
      encrypted,
    ),
    refuses(
      'R2.04',
      words('one letter in the middle changed', '密文中间改一个字母'),
      uncovered,
      swapped((cipher) => flip(cipher, cipher.length >> 1)),
      encrypted,
    ),
    refuses(
      'R2.05',
      words('the last block left out', '密文去掉末尾'),
      uncovered,
      swapped((cipher) => cipher.slice(0, -64)),
      encrypted,
    ),
    refuses(
      'R2.06',
      words('a block put before it', '密文前面加一块'),
      uncovered,
      swapped((cipher) => 'A'.repeat(64) + cipher),
      encrypted,
    ),
    refuses(
      'R2.07',
      words('plain XML under the query of a right ciphertext', '用密文请求的参数发送明文 XML'),
      triple,
      (kit) => post(kit.seal(kit.text()), { body: xmlOf(kit.event('subscribe')) }),
      { needs: ['encrypted'], level: plainHalf },
    ),
    refuses(
      'R2.08',
      words('plain XML under a recorded plaintext query', '用记录下来的明文参数发送明文 XML'),
      triple,
      (kit) => post({ pairs: recordedQuery(kit), body: xmlOf(kit.event('unsubscribe')) }),
      { needs: ['encrypted'], level: plainHalf },
    ),
    refuses(
      'R2.09',
      words('the query of one ciphertext, the nonce of another', '一个请求的参数配另一个请求的 nonce'),
      words(
        'What is signed is one timestamp, one nonce and one ciphertext together.',
        '签名同时覆盖 timestamp、nonce 和密文。',
      ),
      (kit) => {
        const sealed = kit.seal(kit.text());
        return post(sealed, { pairs: changed(sealed.pairs, ['nonce'], () => newNonce()) });
      },
    ),
    refuses(
      'R2.10',
      words('the timestamp one second later', 'timestamp 晚一秒'),
      words(
        'A timestamp that is not signed would make any old request a new one.',
        'timestamp 若不受签名保护，旧请求就能变成新的。',
      ),
      (kit) => {
        const sealed = kit.seal(kit.text());
        const later = String(Number(sealed.timestamp) + 1);
        return post(sealed, { pairs: changed(sealed.pairs, ['timestamp'], () => later) });
      },
    ),
    refuses(
      'R2.20',
      words('a used query, the text of another', '用过的参数，换成另一段话'),
      triple,
      afterUse((kit, from) => xmlOf(kit.text({ FromUserName: from, Content: '另一句' }))),
      plainAdvice,
    ),
    refuses(
      'R2.21',
      words('a used query, another person', '用过的参数，换成另一个人'),
      triple,
      afterUse((kit) => xmlOf(kit.text())),
      plainAdvice,
    ),
    refuses(
      'R2.22',
      words('a used query, an unfollow', '用过的参数，换成取消关注'),
      triple,
      afterUse((kit, from) => xmlOf(kit.event('unsubscribe', { FromUserName: from }))),
      plainAdvice,
    ),
    accepts(
      'R2.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
