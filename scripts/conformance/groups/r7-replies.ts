import type { Case, Group } from '../case.ts';
import { accepts, asks, describe, failed, isAccepted, missed, passed, readReply } from '../judge.ts';
import type { Kit } from '../kit.ts';
import { textOf, type ReplyFields } from '../read-answer.ts';
import { post } from '../seal.ts';
import { words, type Words } from '../words.ts';
import type { Fields } from '../xml.ts';

const word = ['answer-word'] as const;

/** Types of passive replies (developers.weixin.qq.com …/Passive_user_reply_message; WeCom has fewer). */
const types = [
  'text',
  'image',
  'voice',
  'video',
  'music',
  'news',
  'transfer_customer_service',
  'update_taskcard',
  'update_template_card',
];

const readBack = words(
  'What the platform cannot read, the person never sees.',
  '平台读不懂的，用户就看不到。',
);
const breakOut = words(
  'A «]]>» that is passed on ends the section: what stands behind it becomes elements of the reply.',
  '原样带出的“]]>”会结束 CDATA，后面的内容就成了回复里的元素。',
);

/** One look at the reply to the answer word. */
function looksAt(
  id: string,
  sent: Words,
  why: Words,
  expected: Words,
  look: (
    reply: { encrypted: boolean; cipher: string; fields: ReplyFields },
    asked: Fields,
    kit: Kit,
  ) => Words | undefined,
  needs: Case['needs'] = [],
): Case {
  return asks(...([id, sent, why] as const), { expected, needs: [...word, ...needs] }, async (kit) => {
    const asked = kit.answered();
    const answer = await kit.send(post(kit.seal(asked)));
    const read = readReply(kit, answer);
    if ('verdict' in read) return read.verdict;
    const wrong = look(read.reply, asked, kit);
    return wrong === undefined ? passed(describe(kit, answer)) : failed(wrong);
  });
}

const theWord = words('the answer word', '约定的那句话');

interface Trick {
  readonly id: string;
  readonly name: Words;
  readonly text: string;
}
const trick = (id: string, name: Words, text: string): Trick => ({ id, name, text });

const tricks: readonly Trick[] = [
  trick('0', words(']]>', ']]>'), 'a]]>b'),
  trick('1', words(']]> at the end', '结尾的 ]]>'), 'a]]>'),
  trick(
    '2',
    words('an end of the element and a new one', '结束元素再开新元素'),
    ']]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA[',
  ),
  trick('3', words('an end of the root', '结束根元素'), ']]></Content></xml><xml><Content><![CDATA['),
  trick('4', words('a split that is split again', '把拆开的再拆一次'), 'a]]]]><![CDATA[>b'),
  trick('5', words('brackets at the end', '结尾的方括号'), 'a]]'),
  trick('6', words('tags and quotes', '标签和引号'), '<a href="x">b</a> \'c\''),
  trick('7', words('entities as text', '写成文本的实体'), '&amp; &lt; &#65; &e;'),
  trick('8', words('emoji and Chinese', '表情和汉字'), '😀 你好'),
  trick('9', words('a document type as text', '写成文本的 DOCTYPE'), '<!DOCTYPE xml [<!ENTITY e "1">]>'),
];

/** The sender's name comes back as ToUserName in every reply: whoever signs can write into it. */
const asName = ({ id, name, text }: Trick): Case =>
  asks(
    `R7.2${id}`,
    words(
      `the answer word by a sender named with ${name.en}`,
      `约定的那句话，发送者的名字里有${name['zh-CN']}`,
    ),
    breakOut,
    { needs: word, expected: words('refused, or the same name in the reply', '拒绝，或回复里是同样的名字') },
    async (kit) => {
      const reference = await kit.send(post(kit.seal(kit.answered())));
      const usual = readReply(kit, reference);
      if ('verdict' in usual) return usual.verdict;
      const asked = kit.answered({ FromUserName: text });
      const answer = await kit.send(post(kit.seal(asked)));
      const came = describe(kit, answer);
      if (answer.kind === 'answered' && answer.status >= 400 && answer.status < 500) return passed(came);
      if (
        isAccepted(kit, answer) &&
        answer.kind === 'answered' &&
        (answer.body === '' || answer.body === 'success')
      ) {
        return passed(came);
      }
      const read = readReply(kit, answer);
      if ('verdict' in read) return read.verdict;
      const { fields } = read.reply;
      if (textOf(fields, 'ToUserName') !== text)
        return failed(words('another name in the reply', '回复里的名字变了'));
      const names = (of: ReplyFields) => Object.keys(of).sort().join();
      return names(fields) === names(usual.reply.fields)
        ? passed(came)
        : failed(words('other elements than usual in the reply', '回复里的元素变了'));
    },
  );

const asText = ({ id, name, text }: Trick): Case =>
  asks(
    `R7.3${id}`,
    words(`a text with ${name.en}, to be mirrored`, `要求原样回复的文本，含${name['zh-CN']}`),
    breakOut,
    { needs: ['mirror'], expected: words('a text reply that says the same', '说同样内容的文本回复') },
    async (kit) => {
      const answer = await kit.send(post(kit.seal(kit.mirrored(text))));
      const read = readReply(kit, answer);
      if ('verdict' in read) return read.verdict;
      const { fields } = read.reply;
      if (textOf(fields, 'MsgType') !== 'text') return failed(words('the type changed', '类型变了'));
      const said = textOf(fields, 'Content');
      if (said === undefined) return failed(words('not one Content', '不是一个 Content'));
      return said.includes(text)
        ? passed(describe(kit, answer))
        : failed(words('another text came back', '回来的文本变了'));
    },
  );

export const replies: Group = {
  id: 'R7',
  title: words('Passive replies, and what people put into them', '被动回复，以及别人写进去的内容'),
  cases: [
    accepts('R7.01', words('a right text', '正确的文本消息'), readBack, (kit) => post(kit.seal(kit.text()))),
    looksAt(
      'R7.02',
      theWord,
      readBack,
      words('a reply of one known type', '一个已知类型的回复'),
      ({ fields }) => {
        const type = textOf(fields, 'MsgType');
        return type !== undefined && types.includes(type)
          ? undefined
          : words('no known MsgType', '没有已知的 MsgType');
      },
    ),
    looksAt(
      'R7.03',
      theWord,
      readBack,
      words('ToUserName is who wrote', 'ToUserName 是发送者'),
      ({ fields }, asked) =>
        textOf(fields, 'ToUserName') === asked['FromUserName']
          ? undefined
          : words('another ToUserName', 'ToUserName 不对'),
    ),
    looksAt(
      'R7.04',
      theWord,
      readBack,
      words('FromUserName is who was written to', 'FromUserName 是接收者'),
      ({ fields }, asked) =>
        textOf(fields, 'FromUserName') === asked['ToUserName']
          ? undefined
          : words('another FromUserName', 'FromUserName 不对'),
    ),
    looksAt(
      'R7.05',
      theWord,
      readBack,
      words('CreateTime is seconds of today', 'CreateTime 是当前的秒数'),
      ({ fields }, _asked, kit) => {
        const away = Math.abs(Number(textOf(fields, 'CreateTime')) - kit.now().getTime() / 1000);
        return away < 86_400 ? undefined : words('no time of today', '不是当前时间');
      },
    ),
    looksAt(
      'R7.06',
      theWord,
      words(
        'In safe mode a reply in the clear is not shown, and readable on the way.',
        '安全模式下明文回复不会显示，途中还可被读。',
      ),
      words('an encrypted reply', '密文回复'),
      ({ encrypted }) => (encrypted ? undefined : words('a reply in the clear', '明文回复')),
      ['safe'],
    ),
    looksAt(
      'R7.07',
      theWord,
      readBack,
      words('a reply in the clear', '明文回复'),
      ({ encrypted }) => (encrypted ? words('an encrypted reply', '密文回复') : undefined),
      ['plain'],
    ),
    looksAt(
      'R7.08',
      theWord,
      readBack,
      words('each element stands once', '每个元素只出现一次'),
      ({ fields }) =>
        Object.values(fields).some(Array.isArray)
          ? words('an element stands twice', '有元素出现两次')
          : undefined,
    ),
    asks(
      'R7.09',
      words('the answer word, twice by two people', '约定的那句话，两个人各发一次'),
      words(
        'The 16 random bytes are what keeps equal replies from being told by their ciphertexts.',
        '开头的 16 个随机字节，让相同的回复在密文上看不出来。',
      ),
      {
        needs: [...word, 'encrypted'],
        expected: words('ciphertexts that begin differently', '密文开头不同'),
      },
      async (kit) => {
        const heads: string[] = [];
        for (let round = 0; round < 2; round += 1) {
          const answer = await kit.send(post(kit.seal(kit.answered())));
          const read = readReply(kit, answer);
          if ('verdict' in read) return read.verdict;
          if (!read.reply.encrypted) return missed('advice', words('a reply in the clear', '明文回复'));
          heads.push(read.reply.cipher.slice(0, 20));
        }
        const came = words('compared', '已比较');
        return heads[0] === heads[1] ? failed(words('the same beginning', '开头相同')) : passed(came);
      },
    ),
    asks(
      'R7.10',
      theWord,
      words('After 5 s the platform cuts the line and asks again.', '5 秒后平台断开并重试。'),
      { needs: word, expected: words('a reply within 5 s', '5 秒内回复') },
      async (kit) => {
        const answer = await kit.send(post(kit.seal(kit.answered())));
        const read = readReply(kit, answer);
        if ('verdict' in read) return read.verdict;
        return answer.ms < 5_000 ? passed(describe(kit, answer)) : failed(describe(kit, answer));
      },
    ),
    ...tricks.map(asName),
    ...tricks.map(asText),
    accepts(
      'R7.90',
      words('after all of this, a right text', '以上全部之后，再发一条正确的消息'),
      words('The server still serves.', '服务仍然正常。'),
      (kit) => post(kit.seal(kit.text())),
    ),
  ],
};
