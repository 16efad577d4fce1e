import { gzipSync } from 'node:zlib';

import { craftCipher } from '../craft-cipher.ts';
import type { Case, Group, Verdict } from '../case.ts';
import {
  accepts,
  asks,
  describe,
  failed,
  isAccepted,
  judgeRefusal,
  missed,
  passed,
  refuses,
  whyNotAccepted,
} from '../judge.ts';
import type { Kit } from '../kit.ts';
import { readAnswer, textOf } from '../read-answer.ts';
import { envelope, post, queryOf, type Request, type Sealed } from '../seal.ts';
import { addressOf, firstStatus, openSocket, type Answer } from '../send.ts';
import { words } from '../words.ts';
import { cdata, innerXml } from '../xml.ts';
import { vectors, type Vector } from './r6-vectors.ts';

const nowhere = 'http://127.0.0.1:9';
const why = words(
  'The XML comes from outside: no declaration in it may read a file, call an address, or grow; and what two readers read differently is no message.',
  'XML 来自外部：其中的声明不能读文件、不能访问网址、不能膨胀；两个解析器读法不同的内容不算消息。',
);
const refusal = words('refused: 4xx, and nobody called', '拒绝：4xx，且不访问任何地址');

const standing = words('refused or taken, never 5xx', '拒绝或接受，不能 5xx');

function judgeStanding(kit: Kit, answer: Answer): Verdict {
  const came = describe(kit, answer);
  return answer.kind === 'answered' && answer.status < 500 ? passed(came) : failed(came);
}

/** The hostile XML around a ciphertext that is right and rightly signed. */
function outside(kit: Kit, vector: Vector): Request {
  const sealed = kit.seal(kit.text());
  const elements = `<ToUserName>${cdata(kit.target.originalId)}</ToUserName><Encrypt>${cdata(sealed.cipher)}</Encrypt>`;
  return post(sealed, { body: vector.write(elements, kit.canary?.url ?? nowhere) });
}

/** The hostile XML as what is encrypted and signed; for a plaintext account, as the body. */
function inside(kit: Kit, vector: Vector): Request {
  const clear = vector.write(innerXml(kit.text()), kit.canary?.url ?? nowhere);
  if (kit.target.mode === 'plain') return post(kit.sealClear(clear));
  const cipher = craftCipher(kit.target.encodingAesKey, { message: clear, receiverId: kit.target.appId });
  return post(kit.sealClear('', { cipher: cipher.toString('base64') }));
}

function hostile(place: '1' | '2', vector: Vector): Case {
  const where =
    place === '1' ? words('around the ciphertext', '密文外层') : words('as the message', '作为消息');
  return asks(
    `R6.${place}${vector.id}`,
    words(`${where.en}: ${vector.name.en}`, `${where['zh-CN']}：${vector.name['zh-CN']}`),
    why,
    {
      expected: vector.mayBeTaken ? standing : refusal,
      level: place === '1' ? vector.outside : vector.inside,
      needs: place === '1' ? ['encrypted'] : [],
    },
    async (kit, level) => {
      const before = kit.canary?.hits() ?? 0;
      const request = (place === '1' ? outside : inside)(kit, vector);
      const verdict = vector.mayBeTaken
        ? judgeStanding(kit, await kit.send(request))
        : await judgeRefusal(kit, level, request);
      return (kit.canary?.hits() ?? 0) > before
        ? failed(words('the server visited the address', '服务器访问了那个地址'))
        : verdict;
    },
  );
}

/** A message with these elements more, written as they stand. */
const taken = (more: string) => (kit: Kit) => {
  const fields = innerXml(kit.text({ Content: '' }));
  return post(
    kit.sealClear(`<xml>${fields.replace('<Content><![CDATA[]]></Content>', '')}${more}</xml>`, {
      openid: kit.person(),
    }),
  );
};

const honest = words(
  'A reader that refuses this would lose what people write.',
  '连这个都拒绝，就会丢掉用户写的内容。',
);
const large = words(
  'What no platform sends is cut off before it fills the memory.',
  '平台不会发这么大的内容，应当在占满内存之前断开。',
);

const megabytes = (count: number) => count * 1024 * 1024;

/** Writes a request by hand, with a length of its own choosing. */
function write(kit: Kit, sealed: Sealed, length: number, body: string) {
  const socket = openSocket(kit.target.url);
  const path = addressOf(kit.target.url, queryOf(sealed.pairs));
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${kit.target.url.host}\r\nContent-Type: text/xml\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  return socket;
}

const bodyOf = (sealed: Sealed) => sealed.body.toString();

const twoCiphertexts = (signed: 'first' | 'second'): Case =>
  asks(
    signed === 'first' ? 'R6.50' : 'R6.51',
    words(
      `two ciphertexts, the ${signed} of them signed`,
      `两段密文，签名属于第${signed === 'first' ? '一' : '二'}段`,
    ),
    words('What is checked and what is used must be one.', '校验的和使用的必须是同一段。'),
    {
      level: 'advice',
      needs: ['encrypted'],
      expected: words('refused, or never the unsigned one read', '拒绝，或至少不读未签名的那段'),
    },
    async (kit, level) => {
      const unsigned = kit.answered();
      const right = kit.seal(kit.answered());
      const ciphers = [right.cipher, kit.seal(unsigned).cipher];
      if (signed === 'second') ciphers.reverse();
      const both = ciphers.map((cipher) => `<Encrypt>${cdata(cipher)}</Encrypt>`).join('');
      const body = `<xml><ToUserName>${cdata(kit.target.originalId)}</ToUserName>${both}</xml>`;
      const answer = await kit.send(post(right, { body }));
      const came = describe(kit, answer);
      if (answer.kind !== 'answered' || answer.status >= 500) return failed(came);
      if (answer.status >= 400) return passed(came);
      const reading = readAnswer(kit.target, answer.body);
      const to = reading.kind === 'reply' ? textOf(reading.fields, 'ToUserName') : undefined;
      return to === unsigned['FromUserName']
        ? failed(words('answered to the unsigned one', '回复了未签名的那段'))
        : missed(level, came);
    },
  );

export const hostileXml: Group = {
  id: 'R6',
  title: words('Hostile XML and bodies', '恶意 XML 与正文'),
  cases: [
    accepts('R6.01', words('a right text', '正确的文本消息'), honest, (kit) => post(kit.seal(kit.text()))),
    accepts(
      'R6.02',
      words('a text with emoji, < > & and quotes in CDATA', 'CDATA 里有表情、尖括号、& 和引号'),
      honest,
      (kit) => post(kit.seal(kit.text({ Content: '😀 <b>"a" & \'b\'</b> &amp;' }))),
    ),
    accepts(
      'R6.03',
      words('a text with the five entities of XML', '用 XML 的五个预定义实体'),
      honest,
      taken('<Content>&lt;a&gt; &amp; &quot;b&quot; &apos;</Content>'),
    ),
    accepts(
      'R6.04',
      words('a text with characters by their numbers', '用编号写的字符'),
      honest,
      taken('<Content>&#20320;&#x597D;</Content>'),
    ),
    accepts('R6.05', words('a text with ]]> in it', '含 ]]> 的文本'), honest, (kit) =>
      post(kit.seal(kit.text({ Content: 'a]]>b' }))),
    ),
    accepts('R6.06', words('a text of 600 Chinese characters', '六百字的文本'), honest, (kit) =>
      post(kit.seal(kit.text({ Content: '长'.repeat(600) }))),
    ),
    accepts(
      'R6.07',
      words('a text of 5 000 Chinese characters', '五千字的文本'),
      honest,
      (kit) => post(kit.seal(kit.text({ Content: '长'.repeat(5_000) }))),
      { level: 'advice' },
    ),
    accepts(
      'R6.08',
      words('an event that nobody knows, with nested elements', '没人认识的事件，带嵌套元素'),
      words('The platforms add events; an unknown one is no error.', '平台会增加事件类型，不认识不算错。'),
      (kit) => post(kit.seal(kit.event('conformance_unknown', { Info: { Count: 1, Item: { Name: 'a' } } }))),
    ),
    ...vectors.map((vector) => hostile('1', vector)),
    ...vectors.map((vector) => hostile('2', vector)),
    refuses(
      'R6.40',
      words('10 MB', '10 MB 的正文'),
      large,
      (kit) => post(kit.seal(kit.text()), { body: Buffer.alloc(megabytes(10), 'x') }),
      { mayCut: true },
    ),
    refuses(
      'R6.41',
      words('10 MB without a Content-Length', '10 MB，没有 Content-Length'),
      large,
      (kit) =>
        post(kit.seal(kit.text()), {
          headers: { 'content-type': 'text/xml', 'transfer-encoding': 'chunked' },
          body: Buffer.alloc(megabytes(10), 'x'),
        }),
      { mayCut: true },
    ),
    refuses(
      'R6.42',
      words('a ciphertext of 10 MB, rightly signed', '10 MB 的密文，签名正确'),
      large,
      (kit) => post(kit.sealClear('', { cipher: 'A'.repeat(megabytes(10)) })),
      { mayCut: true, needs: ['encrypted'] },
    ),
    refuses(
      'R6.43',
      words('a text of 1 MB, rightly sealed', '1 MB 的文本，加密签名都正确'),
      large,
      (kit) => post(kit.seal(kit.text({ Content: 'x'.repeat(megabytes(1)) }))),
      { mayCut: true, level: 'advice' },
    ),
    refuses(
      'R6.44',
      words('20 MB of zeros as 20 KB of gzip', '压缩成 20 KB 的 20 MB 零字节'),
      large,
      (kit) =>
        post(kit.seal(kit.text()), {
          headers: { 'content-type': 'text/xml', 'content-encoding': 'gzip' },
          body: gzipSync(Buffer.alloc(megabytes(20))),
        }),
      { mayCut: true },
    ),
    asks(
      'R6.45',
      words('a Content-Length that is five bytes too small', 'Content-Length 少五个字节'),
      words(
        'What is beyond is no part of the body, nor a request of its own.',
        '多出来的部分不属于正文，也不是另一个请求。',
      ),
      { expected: words('refused: 4xx, or cut', '拒绝：4xx 或断开') },
      async (kit) => {
        const sealed = kit.seal(kit.text());
        const body = bodyOf(sealed);
        const status = await firstStatus(
          write(kit, sealed, Buffer.byteLength(body) - 5, body),
          kit.deadlineMs,
        );
        if (status === undefined) return failed(words('no answer in time', '没有按时应答'));
        const came = words(status === 0 ? 'cut' : String(status), status === 0 ? '断开' : String(status));
        if (status >= 500) return failed(came);
        // A reader that takes a root without its end has read an authentic message.
        return status === 200 ? missed('advice', came) : passed(came);
      },
    ),
    asks(
      'R6.46',
      words(
        'twenty senders that stop in the middle, then a right text',
        '二十个发到一半停下的连接，再发一条正确的消息',
      ),
      words('Who sends slowly must not keep the others waiting.', '慢的人不能让别人等。'),
      { expected: words('200 in time', '按时 200') },
      async (kit) => {
        const sockets = Array.from({ length: 20 }, () => {
          const sealed = kit.seal(kit.text());
          const body = bodyOf(sealed);
          return write(kit, sealed, Buffer.byteLength(body), body.slice(0, 40));
        });
        await kit.pause(50);
        const answer = await kit.send(post(kit.seal(kit.text())));
        for (const socket of sockets) socket.destroy();
        return isAccepted(kit, answer) ? passed(describe(kit, answer)) : failed(whyNotAccepted(kit, answer));
      },
    ),
    asks(
      'R6.47',
      words('a sender that stops in the middle', '发到一半停下的连接'),
      words(
        'The platforms send at once; who does not finish is not waited for.',
        '平台一次发完；发不完的不必等。',
      ),
      { level: 'advice', expected: words('refused or cut within 10 s', '10 秒内拒绝或断开') },
      async (kit, level) => {
        const sealed = kit.seal(kit.text());
        const body = bodyOf(sealed);
        const socket = write(kit, sealed, Buffer.byteLength(body), body.slice(0, 40));
        const status = await firstStatus(socket, 2 * kit.deadlineMs);
        if (status === undefined) return missed(level, words('still open', '还没有断开'));
        const came = words(status === 0 ? 'cut' : String(status), status === 0 ? '断开' : String(status));
        return status >= 200 && status < 300 ? failed(came) : passed(came);
      },
    ),
    twoCiphertexts('first'),
    twoCiphertexts('second'),
    refuses(
      'R6.52',
      words('the ciphertext one element deeper', '密文放在更深一层'),
      why,
      (kit) => {
        const sealed = kit.seal(kit.text());
        return post(sealed, { body: `<xml><a><Encrypt>${cdata(sealed.cipher)}</Encrypt></a></xml>` });
      },
      { needs: ['encrypted'], level: 'advice' },
    ),
    refuses(
      'R6.53',
      words('the ciphertext as an attribute', '密文写成属性'),
      why,
      (kit) => {
        const sealed = kit.seal(kit.text());
        return post(sealed, { body: `<xml Encrypt="${sealed.cipher}"></xml>` });
      },
      { needs: ['encrypted'], level: 'advice' },
    ),
    refuses(
      'R6.54',
      words('only the envelope, without a ciphertext', '只有信封，没有密文'),
      why,
      (kit) => {
        const sealed = kit.seal(kit.text());
        return post(sealed, {
          body: envelope(kit.target, sealed.cipher).replace(/<Encrypt>.*<\/Encrypt>/, ''),
        });
      },
      { needs: ['encrypted'] },
    ),
    asks(
      'R6.60',
      words('all of the above', '以上全部'),
      words('An address in a message is never visited while it is read.', '读消息时绝不访问其中的网址。'),
      { needs: ['canary'], expected: words('the address was never visited', '那个地址从未被访问') },
      async (kit) => {
        await kit.pause(300);
        const hits = kit.canary?.hits() ?? 0;
        const came = words(`${hits} visits`, `访问 ${hits} 次`);
        return hits === 0 ? passed(came) : failed(came);
      },
    ),
    accepts(
      'R6.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
