import { randomBytes } from 'node:crypto';

import { craftCipher, encryptBlocks, paddingRoom, type Craft } from '../craft-cipher.ts';
import type { Case, Group, Level } from '../case.ts';
import { accepts, asks, describe, failed, missed, passed, refuses } from '../judge.ts';
import type { Kit } from '../kit.ts';
import type { Need } from '../needs.ts';
import { post, type Request } from '../seal.ts';
import { words, type Words } from '../words.ts';
import { innerXml, xmlOf, type Fields } from '../xml.ts';

const encrypted: readonly Need[] = ['encrypted'];
const half = (kit: Kit) => (kit.target.mode === 'compatible' ? { plainHalf: innerXml(kit.text()) } : {});

/** A right signature over this ciphertext. */
const signed = (kit: Kit, cipher: Buffer | string): Request =>
  post(
    kit.sealClear('', {
      cipher: typeof cipher === 'string' ? cipher : cipher.toString('base64'),
      ...half(kit),
    }),
  );

const crafted = (change: (craft: Craft, kit: Kit) => Craft) => (kit: Kit) =>
  signed(
    kit,
    craftCipher(
      kit.target.encodingAesKey,
      change({ message: xmlOf(kit.text()), receiverId: kit.target.appId }, kit),
    ),
  );

/** A text so long that its padding is `wanted` bytes. */
function paddedTo(kit: Kit, wanted: number): Fields {
  const size = ({ Content }: Fields) =>
    20 + Buffer.byteLength(xmlOf({ ...base, Content: Content ?? '' })) + Buffer.byteLength(kit.target.appId);
  const base = kit.text({ Content: '' });
  for (let length = 1; length <= 32; length += 1) {
    const fields = { ...base, Content: 'a'.repeat(length) };
    if (paddingRoom(size(fields)) === wanted) return fields;
  }
  return base;
}

const bounds = words(
  'Padding, length and receiver are bytes that somebody sent: each is checked before it is used to cut.',
  '填充、长度、接收方都是别人发来的字节：用来切分之前都要检查。',
);
const receiver = words(
  'The id inside says whom the message is for; one pair of keys may serve several accounts.',
  '里面的 ID 说明消息是给谁的；一对密钥可能被几个账号共用。',
);
const format = words('What is no ciphertext is refused in the same way.', '不是密文的内容同样拒绝。');

function broken(
  id: string,
  sent: Words,
  why: Words,
  make: (kit: Kit) => Request,
  level: Level = 'must',
  needs: Case['needs'] = encrypted,
): Case {
  return refuses(id, sent, why, make, { level, needs });
}

/** A message with room for 16 bytes of padding, and these in it. */
const roomy = (padding: (room: number) => Buffer) =>
  crafted((craft, kit) => ({ ...craft, message: xmlOf(paddedTo(kit, 16)), padding }));
const pads = (byte: number) => (room: number) => Buffer.alloc(room, byte);

/** An id that has no small letters is made another one all the same. */
const capitals = (id: string) => (id === id.toUpperCase() ? `${id}A` : id.toUpperCase());

/** What stands where a receiver should, and why it is none. */
const receivers: readonly (readonly [string, Words, (id: string) => string])[] = [
  ['R9.40', words('another id', '别的 ID'), (id) => id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')],
  ['R9.41', words('no id', '没有 ID'), () => ''],
  ['R9.42', words('the id without its last letter', '少最后一个字符的 ID'), (id) => id.slice(0, -1)],
  ['R9.43', words('the id and one letter more', '多一个字符的 ID'), (id) => `${id}0`],
  ['R9.44', words('the id in capital letters', '全大写的 ID'), capitals],
  ['R9.45', words('the id and a zero byte', 'ID 后有零字节'), (id) => `${id}\0`],
  ['R9.46', words('the id twice', '重复两遍的 ID'), (id) => id + id],
  ['R9.47', words('the id after a space', '前有空格的 ID'), (id) => ` ${id}`],
];

const rightCipher = (kit: Kit) =>
  craftCipher(kit.target.encodingAesKey, { message: xmlOf(kit.text()), receiverId: kit.target.appId });

/** Each is sent; any answer but a refusal is told. */
function sweep(
  id: string,
  sent: (kit: { fuzz: number }) => Words,
  count: (kit: Kit) => number,
  make: (kit: Kit, index: number) => Buffer | string,
): Case {
  return asks(
    id,
    sent({ fuzz: 300 }),
    bounds,
    { needs: encrypted, expected: words('each refused: 4xx', '全部拒绝：4xx') },
    async (kit) => {
      const total = count(kit);
      for (let index = 0; index < total; index += 1) {
        const answer = await kit.send(signed(kit, make(kit, index)));
        if (answer.kind !== 'answered' || answer.status < 400 || answer.status >= 500) {
          const came = describe(kit, answer);
          return failed(words(`number ${index}: ${came.en}`, `第 ${index} 个：${came['zh-CN']}`));
        }
      }
      return passed(words(`${total} refused`, `拒绝了 ${total} 个`));
    },
  );
}

/** Three ways of being unreadable. */
const unreadable = (kit: Kit): readonly Request[] => [
  crafted((craft) => ({ ...craft, padding: pads(0) }))(kit),
  crafted((craft) => ({ ...craft, receiverId: 'wx0000000000000000' }))(kit),
  crafted((craft) => ({ ...craft, length: 0x7fff_ffff }))(kit),
];

function alike(id: string, what: Words, of: (answer: { status: number; body: string }) => string): Case {
  return asks(
    id,
    words(`bad padding, bad id, bad length: ${what.en}`, `填充错、ID 错、长度错：${what['zh-CN']}`),
    words(
      'An answer that tells them apart helps to read ciphertexts without the key.',
      '能区分它们的应答，会帮人不用密钥读出密文。',
    ),
    { level: 'advice', needs: encrypted, expected: words('the same for all three', '三者一样') },
    async (kit, level) => {
      const seen: string[] = [];
      for (const request of unreadable(kit)) {
        const answer = await kit.send(request);
        if (answer.kind !== 'answered' || answer.status >= 500) return failed(describe(kit, answer));
        seen.push(of(answer));
      }
      return new Set(seen).size === 1
        ? passed(words('the same', '一样'))
        : missed(level, words('not the same', '不一样'));
    },
  );
}

export const ciphertexts: Group = {
  id: 'R9',
  title: words('Padding, length and receiver of ciphertexts', '密文的填充、长度与接收方'),
  cases: [
    ...[1, 15, 16, 17, 31, 32].map((room, index) =>
      accepts(
        `R9.0${index + 1}`,
        words(`a text padded by ${room} bytes`, `填充 ${room} 字节的消息`),
        words(
          'PKCS#7 goes to blocks of 32 here: a reader of 16 fails at some lengths only.',
          '这里的 PKCS#7 按 32 字节分块：按 16 处理只在某些长度上出错。',
        ),
        (kit) => post(kit.seal(paddedTo(kit, room))),
        { needs: encrypted },
      ),
    ),
    broken(
      'R9.10',
      words('padding bytes of 0', '填充字节为 0'),
      bounds,
      crafted((craft) => ({ ...craft, padding: pads(0) })),
    ),
    broken(
      'R9.11',
      words('padding bytes of 33', '填充字节为 33'),
      bounds,
      crafted((craft) => ({ ...craft, padding: pads(33) })),
    ),
    broken(
      'R9.12',
      words('padding bytes of 255', '填充字节为 255'),
      bounds,
      crafted((craft) => ({ ...craft, padding: pads(255) })),
    ),
    broken(
      'R9.13',
      words('padding bytes that differ, the last one right', '填充字节不一致，最后一个正确'),
      bounds,
      roomy((room) => Buffer.concat([Buffer.alloc(room - 1, 7), Buffer.from([room])])),
      'advice',
    ),
    broken(
      'R9.14',
      words('padding that reaches into the id', '填充吃进了 ID'),
      bounds,
      roomy((room) => Buffer.alloc(room, room + 3)),
      'must',
      ['encrypted', 'receiver-id'],
    ),
    broken('R9.15', words('32 bytes that are padding only', '只有填充的 32 字节'), bounds, (kit) =>
      signed(kit, encryptBlocks(kit.target.encodingAesKey, Buffer.alloc(32, 32))),
    ),
    broken(
      'R9.20',
      words('a length of 0', '长度为 0'),
      bounds,
      crafted((craft) => ({ ...craft, length: 0 })),
    ),
    broken(
      'R9.21',
      words('a length that is one too small', '长度少一'),
      bounds,
      crafted((craft) => ({ ...craft, length: Buffer.byteLength(craft.message) - 1 })),
    ),
    broken(
      'R9.22',
      words('a length that is one too large', '长度多一'),
      bounds,
      crafted((craft) => ({ ...craft, length: Buffer.byteLength(craft.message) + 1 })),
      'must',
      ['encrypted', 'receiver-id'],
    ),
    broken(
      'R9.23',
      words('a length beyond the end', '长度超过末尾'),
      bounds,
      crafted((craft) => ({ ...craft, length: Buffer.byteLength(craft.message) + 4_096 })),
    ),
    broken(
      'R9.24',
      words('a length of 2³¹ − 1', '长度为 2³¹ − 1'),
      bounds,
      crafted((craft) => ({ ...craft, length: 0x7fff_ffff })),
    ),
    broken(
      'R9.25',
      words('a length of 2³¹ (negative to some)', '长度为 2³¹（有的程序读成负数）'),
      bounds,
      crafted((craft) => ({ ...craft, length: 0x8000_0000 })),
    ),
    broken(
      'R9.26',
      words('a length of 2³² − 1', '长度为 2³² − 1'),
      bounds,
      crafted((craft) => ({ ...craft, length: 0xffff_ffff })),
    ),
    broken('R9.30', words('an empty ciphertext', '空密文'), format, (kit) => signed(kit, '')),
    broken('R9.31', words('one letter', '一个字母'), format, (kit) => signed(kit, 'A')),
    broken('R9.32', words('letters outside of base64', 'base64 之外的字符'), format, (kit) =>
      signed(kit, '!'.repeat(64)),
    ),
    broken('R9.33', words('Chinese characters', '汉字'), format, (kit) => signed(kit, '密文'.repeat(40))),
    broken('R9.34', words('15 bytes', '15 字节'), format, (kit) => signed(kit, randomBytes(15))),
    broken('R9.35', words('one block', '一个分组'), format, (kit) => signed(kit, randomBytes(16))),
    broken('R9.36', words('a byte more than whole blocks', '整块之外多一字节'), format, (kit) =>
      signed(kit, Buffer.concat([rightCipher(kit), Buffer.from([0])])),
    ),
    broken('R9.37', words('the first half of a right one', '正确密文的前一半'), format, (kit) =>
      signed(kit, rightCipher(kit).subarray(0, 64)),
    ),
    broken(
      'R9.38',
      words('another EncodingAESKey', '别的 EncodingAESKey'),
      words('Whoever knows the token alone knows not enough.', '只知道 Token 还不够。'),
      (kit) =>
        signed(
          kit,
          craftCipher(randomBytes(32).toString('hex').slice(0, 43), {
            message: xmlOf(kit.text()),
            receiverId: kit.target.appId,
          }),
        ),
    ),
    broken('R9.39', words('48 KB of noise', '48 KB 随机内容'), format, (kit) =>
      signed(kit, randomBytes(48 * 1024 - 512)),
    ),
    ...receivers.map(([id, name, write]) =>
      broken(
        id,
        words(`inside: ${name.en}`, `里面：${name['zh-CN']}`),
        receiver,
        crafted((craft) => ({ ...craft, receiverId: write(craft.receiverId) })),
        'must',
        ['encrypted', 'receiver-id'],
      ),
    ),
    broken(
      'R9.50',
      words('a message that is no UTF-8', '不是 UTF-8 的消息'),
      format,
      crafted((craft) => ({
        ...craft,
        message: Buffer.concat([Buffer.from(craft.message), Buffer.from([0xff, 0xfe])]),
      })),
      'advice',
    ),
    broken(
      'R9.51',
      words('an empty message', '空消息'),
      format,
      crafted((craft) => ({ ...craft, message: '' })),
      'advice',
    ),
    broken(
      'R9.52',
      words('the ciphertext in the alphabet of URLs', '用 URL 字母表写的密文'),
      format,
      (kit) =>
        signed(
          kit,
          rightCipher(kit).toString('base64').replaceAll('+', '-').replaceAll('/', '_').replace(/^./, '_'),
        ),
      'advice',
    ),
    sweep(
      'R9.60',
      ({ fuzz }) =>
        words(
          `noise of 32 to 544 bytes, ${fuzz} times (--fuzz)`,
          `32 到 544 字节的随机内容，${fuzz} 次（--fuzz）`,
        ),
      ({ fuzz }) => fuzz,
      ({ random }) => random.bytes(32 + 16 * random.integer(33)),
    ),
    sweep(
      'R9.61',
      ({ fuzz }) => words(`noise of any length, ${fuzz / 3} times`, `任意长度的随机内容，${fuzz / 3} 次`),
      ({ fuzz }) => Math.ceil(fuzz / 3),
      ({ random }) => random.bytes(random.integer(600)),
    ),
    sweep(
      'R9.62',
      () => words('a right one cut after each block', '正确密文在每一块之后截断'),
      (kit) => Math.floor(rightCipher(kit).length / 16) - 2,
      (kit, index) => rightCipher(kit).subarray(0, 16 * (index + 1)),
    ),
    asks(
      'R9.63',
      words('a right one with one bit changed, at 64 places', '正确密文在 64 处各翻转一位'),
      bounds,
      { needs: encrypted, expected: words('never 5xx, never silent', '没有 5xx，也不会没有应答') },
      async (kit) => {
        for (let index = 0; index < 64; index += 1) {
          const cipher = rightCipher(kit);
          const at = Math.floor((cipher.length * index) / 64);
          cipher.writeUInt8(cipher.readUInt8(at) ^ (1 << (index % 8)), at);
          const answer = await kit.send(signed(kit, cipher));
          // The cipher alone protects no bit: what was changed and signed may still be a message.
          if (answer.kind !== 'answered' || answer.status >= 500) return failed(describe(kit, answer));
        }
        return passed(words('64 answered', '64 个都有应答'));
      },
    ),
    alike('R9.70', words('the status', '状态码'), ({ status }) => String(status)),
    alike('R9.71', words('the body', '应答内容'), ({ body }) => body),
    asks(
      'R9.80',
      words('every answer of this run so far', '本次运行至今的全部应答'),
      words(
        'A refusal says nothing of why, and nothing of what the server keeps.',
        '拒绝时不说原因，更不泄露服务器保存的内容。',
      ),
      { expected: words('no token, no key, no stack trace', '没有 Token、密钥和调用栈') },
      async (kit) => {
        const { token, encodingAesKey } = kit.target;
        for (const answer of kit.answers) {
          if (answer.kind !== 'answered') continue;
          const { body } = answer;
          if (
            (token.length >= 8 && body.includes(token)) ||
            (encodingAesKey !== '' && body.includes(encodingAesKey))
          ) {
            return failed(words('a secret in an answer', '应答里有密钥'));
          }
          if (stackTrace.test(body)) return failed(words('a stack trace in an answer', '应答里有调用栈'));
        }
        return passed(words(`${kit.answers.length} answers looked at`, `看了 ${kit.answers.length} 个应答`));
      },
    ),
    accepts(
      'R9.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};

/** As Node, Python, Java, PHP and Go write them. */
const stackTrace =
  /\n\s+at .+[:(]\d|Traceback \(most recent|\n\s+at [\w.$]+\(\w+\.java:|#\d+ \/.+\.php\(\d+\)|goroutine \d+ \[/;
