import type { Level } from '../case.ts';
import { words, type Words } from '../words.ts';

/** A way to write XML that is not the platforms'. */
export interface Vector {
  /** Two digits; the place makes the rest of the case's id. */
  readonly id: string;
  readonly name: Words;
  /** As the body that everybody can send: around the ciphertext. */
  readonly outside: Level;
  /** Inside the ciphertext (or as the body of a plaintext account), where only who signs can write. */
  readonly inside: Level;
  /** It may be taken as well, as long as the server stands: nothing in it is wrong by itself. */
  readonly mayBeTaken: boolean;
  /** @param elements those of a right message; `away` an address that is not to be visited */
  write(elements: string, away: string): string | Buffer;
}

const vector = (
  id: string,
  name: Words,
  [outside, inside]: readonly [Level, Level],
  write: Vector['write'],
  mayBeTaken = false,
): Vector => ({ id, name, outside, inside, mayBeTaken, write });

const hard = ['must', 'must'] as const;
const door = ['must', 'advice'] as const;
const soft = ['advice', 'advice'] as const;

const title = (text: string) => `<Title>${text}</Title>`;

const laughs = Array.from(
  { length: 10 },
  (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
).join('');

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const declared = '<!DOCTYPE xml [<!ENTITY e "1">]>';

export const vectors: readonly Vector[] = [
  vector(
    '01',
    words('an external entity that is a file', '外部实体指向文件'),
    hard,
    (elements) =>
      `<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/hostname">]><xml>${elements}${title('&e;')}</xml>`,
  ),
  vector(
    '02',
    words('an external entity that is an address', '外部实体指向网址'),
    hard,
    (elements, away) =>
      `<!DOCTYPE xml [<!ENTITY e SYSTEM "${away}/e">]><xml>${elements}${title('&e;')}</xml>`,
  ),
  vector(
    '03',
    words('an external document type', '外部 DOCTYPE'),
    hard,
    (elements, away) => `<!DOCTYPE xml SYSTEM "${away}/dtd"><xml>${elements}</xml>`,
  ),
  vector(
    '04',
    words('a parameter entity', '参数实体'),
    hard,
    (elements, away) => `<!DOCTYPE xml [<!ENTITY % p SYSTEM "${away}/p">%p;]><xml>${elements}</xml>`,
  ),
  vector(
    '05',
    words('entities that grow to 10¹⁰ (billion laughs)', '指数膨胀的实体（billion laughs）'),
    hard,
    (elements) => `<!DOCTYPE xml [<!ENTITY l0 "ha">${laughs}]><xml>${elements}${title('&l10;')}</xml>`,
  ),
  vector(
    '06',
    words('one long entity used many times', '一个很长的实体反复引用'),
    hard,
    (elements) =>
      `<!DOCTYPE xml [<!ENTITY e "${'a'.repeat(8_000)}">]><xml>${elements}${title('&e;'.repeat(4_000))}</xml>`,
  ),
  vector(
    '07',
    words('an inner entity', '内部实体'),
    hard,
    (elements) => `${declared}<xml>${elements}${title('&e;')}</xml>`,
  ),
  vector(
    '08',
    words('a document type without entities', '不含实体的 DOCTYPE'),
    soft,
    (elements) => `<!DOCTYPE xml><xml>${elements}</xml>`,
  ),
  vector(
    '09',
    words('an entity that nobody declared', '没有声明的实体'),
    soft,
    (elements) => `<xml>${elements}${title('&e;')}</xml>`,
  ),
  vector(
    '10',
    words('the character 0 by its number', '编号为 0 的字符'),
    soft,
    (elements) => `<xml>${elements}${title('&#0;')}</xml>`,
  ),
  vector(
    '11',
    words('a stylesheet instruction', '样式表指令'),
    soft,
    (elements, away) => `<?xml-stylesheet href="${away}/x.xsl"?><xml>${elements}</xml>`,
  ),
  vector(
    '12',
    words('an inclusion (XInclude)', 'XInclude 引用'),
    soft,
    (elements, away) =>
      `<xml xmlns:xi="http://www.w3.org/2001/XInclude">${elements}<xi:include href="${away}/i" parse="text"/></xml>`,
  ),
  vector(
    '13',
    words('UTF-16 declared, UTF-8 sent', '声明 UTF-16，实际 UTF-8'),
    soft,
    (elements) => `<?xml version="1.0" encoding="UTF-16"?><xml>${elements}</xml>`,
  ),
  vector(
    '14',
    words('UTF-7 with a hidden document type', 'UTF-7 里藏 DOCTYPE'),
    door,
    () => '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE xml+AD4-+ADw-xml+AD4-+ADw-/xml+AD4-',
  ),
  vector('15', words('UTF-16 (little end first)', 'UTF-16 小端'), soft, (elements) =>
    utf16(`<xml>${elements}</xml>`),
  ),
  vector('16', words('UTF-16 (big end first)', 'UTF-16 大端'), soft, (elements) =>
    utf16(`<xml>${elements}</xml>`).swap16(),
  ),
  vector('17', words('UTF-16 with an entity', 'UTF-16 里带实体'), hard, (elements) =>
    utf16(`${declared}<xml>${elements}${title('&e;')}</xml>`),
  ),
  vector('18', words('bytes that are no UTF-8', '不是 UTF-8 的字节'), soft, (elements) =>
    Buffer.concat([
      Buffer.from(`<xml>${elements}<Title>`),
      Buffer.from([0xc3, 0x28, 0xff]),
      Buffer.from('</Title></xml>'),
    ]),
  ),
  vector('19', words('a zero byte', '零字节'), soft, (elements) => `<xml>${elements}${title('a\0b')}</xml>`),
  vector(
    '20',
    words('a root in a root', '根元素套根元素'),
    soft,
    (elements) => `<xml><xml>${elements}</xml></xml>`,
  ),
  vector(
    '21',
    words('two roots', '两个根元素'),
    soft,
    (elements) => `<xml>${elements}</xml><xml>${elements}</xml>`,
  ),
  vector('22', words('another root', '别的根元素'), soft, (elements) => `<request>${elements}</request>`),
  vector(
    '23',
    words('CDATA in CDATA', 'CDATA 套 CDATA'),
    soft,
    (elements) => `<xml><Title><![CDATA[a<![CDATA[b]]>c]]></Title>${elements}</xml>`,
  ),
  vector(
    '24',
    words('CDATA that is never closed', '没有结束的 CDATA'),
    soft,
    (elements) => `<xml>${elements}<Title><![CDATA[a</Title></xml>`,
  ),
  vector(
    '25',
    words('a root that is never closed', '没有结束的根元素'),
    soft,
    (elements) => `<xml>${elements}`,
  ),
  vector(
    '26',
    words('4 000 levels', '四千层嵌套'),
    soft,
    (elements) => `<xml>${elements}${'<a>'.repeat(4_000)}${'</a>'.repeat(4_000)}</xml>`,
  ),
  vector(
    '27',
    words('4 000 elements', '四千个元素'),
    soft,
    (elements) => `<xml>${elements}${'<a></a>'.repeat(4_000)}</xml>`,
  ),
  vector(
    '28',
    words('elements named __proto__ and constructor', '名为 __proto__ 和 constructor 的元素'),
    soft,
    (elements) =>
      `<xml>${elements}<__proto__><polluted>1</polluted></__proto__><constructor>1</constructor></xml>`,
    true,
  ),
  vector('29', words('a body that is no XML', '不是 XML 的正文'), door, () => 'subscribe'),
  vector('30', words('an empty body', '空正文'), door, () => ''),
  vector('31', words('an empty root', '空的根元素'), door, () => '<xml></xml>'),
  vector('32', words('JSON null', 'JSON null'), door, () => 'null'),
  vector('33', words('a JSON list', 'JSON 数组'), door, () => '[]'),
  vector(
    '34',
    words('JSON, all values of another kind', 'JSON，值的类型都不对'),
    door,
    () => '{"Encrypt":1,"MsgType":{},"FromUserName":[],"CreateTime":null}',
  ),
];
