/*
 * XML of the platforms, read by a narrow parser of our own (a general one costs a third of the
 * throughput): it knows one root, plain elements and CDATA, and refuses all else.
 */

/** Not XML as the platforms write it. One kind, whatever is wrong. */
export class XmlError extends Error {
  constructor(reason: string) {
    super(`Not a platform's XML: ${reason}`);
    this.name = 'XmlError';
  }
}

export type XmlValue = string | { readonly [name: string]: XmlValue } | readonly XmlValue[];
export type XmlFields = Readonly<Record<string, XmlValue>>;

const maxDepth = 8;
const maxElements = 500;
const elementName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const slash = 47;
const greaterThan = 62;

interface Cursor {
  readonly text: string;
  at: number;
  count: number;
}

/**
 * Reads `<xml>…</xml>` into fields. Repeated names become a list; mixed text is refused.
 * @throws XmlError for DOCTYPE, processing instructions, attributes, comments, unknown entities,
 *   depth over 8, more than 500 elements, a name that stands twice where one is demanded by callers
 */
export function parseXml(text: string): XmlFields {
  const cursor: Cursor = { text, at: 0, count: 0 };
  if (text.charCodeAt(0) === 0xfeff) cursor.at = 1;
  skipSpace(cursor);
  skipProlog(cursor);
  const root = readName(cursor);
  if (root !== 'xml') throw new XmlError('the root is not <xml>');
  const value = readContent(cursor, root, 1);
  skipSpace(cursor);
  if (cursor.at !== text.length) throw new XmlError('text after the root');
  if (typeof value === 'string') return {};
  if (isList(value)) throw new XmlError('not an element');
  return value;
}

/** A prolog is tolerated for UTF-8 only; the platforms send none. */
function skipProlog(cursor: Cursor): void {
  if (!cursor.text.startsWith('<?', cursor.at)) return;
  const prolog = /^<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?\?>/.exec(
    cursor.text.slice(cursor.at, cursor.at + 60),
  );
  if (prolog === null) return;
  cursor.at += prolog[0].length;
  skipSpace(cursor);
}

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    cursor.at += 1;
  }
}

/** Reads `<Name>`; attributes and anything else after the name are refused. */
function readName(cursor: Cursor): string {
  const { text } = cursor;
  if (text[cursor.at] !== '<') throw new XmlError('an element was expected');
  const end = text.indexOf('>', cursor.at);
  if (end === -1 || end - cursor.at > 80) throw new XmlError('an element is not closed');
  const name = text.slice(cursor.at + 1, end);
  if (!elementName.test(name)) {
    throw new XmlError('attributes, comments, instructions and declarations are refused');
  }
  cursor.count += 1;
  if (cursor.count > maxElements) throw new XmlError('too many elements');
  cursor.at = end + 1;
  return name;
}

function readContent(cursor: Cursor, name: string, depth: number): XmlValue {
  if (depth > maxDepth) throw new XmlError('too deep');
  const { text } = cursor;
  let words = '';
  let plain = true;
  let fields: Record<string, XmlValue> | undefined;
  for (;;) {
    const next = text.indexOf('<', cursor.at);
    if (next === -1) throw new XmlError('an element is not closed');
    if (next > cursor.at) {
      words += readWords(text.slice(cursor.at, next));
      cursor.at = next;
    }
    if (text.startsWith('<![CDATA[', next)) {
      const end = text.indexOf(']]>', next);
      if (end === -1) throw new XmlError('a CDATA section is not closed');
      words += text.slice(next + 9, end);
      plain = false;
      cursor.at = end + 3;
    } else if (closes(text, next, name)) {
      cursor.at = next + name.length + 3;
      if (fields === undefined) return words;
      if (!plain || words.trim() !== '') throw new XmlError('text between elements');
      return fields;
    } else {
      const child = readName(cursor);
      fields ??= newFields();
      addField(fields, child, readContent(cursor, child, depth + 1));
    }
  }
}

/** `</name>`, without making that text. */
function closes(text: string, at: number, name: string): boolean {
  return (
    text.charCodeAt(at + 1) === slash &&
    text.startsWith(name, at + 2) &&
    text.charCodeAt(at + 2 + name.length) === greaterThan
  );
}

/** Without a prototype: no name is special, and a table from the start is cheaper than shapes that never return. */
function newFields(): Record<string, XmlValue> {
  const none: Record<string, XmlValue> = {};
  Object.setPrototypeOf(none, null);
  return none;
}

function addField(fields: Record<string, XmlValue>, name: string, value: XmlValue): void {
  // Nobody's element; and what is copied into an object later on must stay a field.
  if (name === '__proto__') throw new XmlError('a name that is no element');
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (isList(before)) fields[name] = [...before, value];
  else fields[name] = [before, value];
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Text outside of CDATA. XML knows no `]]>` there: who reads on would see another message than who does not. */
function readWords(text: string): string {
  if (text.includes(']]>')) throw new XmlError('the end of a CDATA section that did not begin');
  return decodeEntities(text);
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{0,10});?/g, (whole, name: string) => {
    const plain = entities[name];
    if (plain !== undefined && whole.endsWith(';')) return plain;
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const point = code === null ? NaN : code[1] === undefined ? Number(code[2]) : parseInt(code[1], 16);
    if (!whole.endsWith(';') || Number.isNaN(point) || point === 0 || point > 0x10ffff) {
      throw new XmlError('an unknown entity');
    }
    return String.fromCodePoint(point);
  });
}

/** One text value; absent → undefined; a list or an element → refused. */
export function textField(fields: XmlFields, name: string): string | undefined {
  const value = fields[name];
  if (value !== undefined && typeof value !== 'string')
    throw new XmlError(`${name} stands more than once, or is nested`);
  return value;
}

const mustBeCleaned = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|]]>/;

/** CDATA for any text: a `]]>` inside is split, so that no text can leave its section. */
export function cdata(text: string): string {
  if (!mustBeCleaned.test(text)) return `<![CDATA[${text}]]>`;
  // XML 1.0 has no way to write most control characters: they are left out.
  const clean = text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/\r\n?/g, '\n');
  return `<![CDATA[${clean.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Fields to `<xml>`: numbers bare, texts as CDATA, nested as elements, lists repeated. */
export function writeXml(fields: WritableFields): string {
  return `<xml>${writeFields(fields)}</xml>`;
}

export type WritableValue = string | number | WritableFields | readonly WritableValue[];
export interface WritableFields {
  readonly [name: string]: WritableValue;
}

function writeFields(fields: WritableFields): string {
  return Object.entries(fields)
    .map(([name, value]) => writeField(name, value))
    .join('');
}

function writeField(name: string, value: WritableValue): string {
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`;
  if (typeof value === 'number') return `<${name}>${value}</${name}>`;
  if (isWritableList(value)) return value.map((item) => writeField(name, item)).join('');
  return `<${name}>${writeFields(value)}</${name}>`;
}

function isWritableList(value: WritableValue): value is readonly WritableValue[] {
  return Array.isArray(value);
}
