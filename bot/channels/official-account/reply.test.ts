import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

import { parseXml, writeXml } from '../shared/xml.ts';
import { writeReply } from './reply.ts';

/** Another's: what the platform reads with is no parser of ours. */
const parser = new XMLParser({ parseTagValue: false, trimValues: false });
const at = new Date('2026-03-02T08:00:00Z');

/** Any UTF-16 unit, lone surrogates and control characters too, and what ends or begins markup. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const control = fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code));
const markup = fc.constantFrom(
  ...[']]>', ']]', ']', '>', '<![CDATA[', '<', '</Content>', '</xml>', '<MsgType>', '&', '&lt;', '&#10;'],
  ...['\r\n', '\r', '\n', '<!--', '-->', '<?xml?>', '\u0085', '\u2028', '\ufeff', '\ufffe', '__proto__'],
);
const text = fc
  .array(fc.oneof(markup, unit, control, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

/** On the way through UTF-8 a lone surrogate becomes U+FFFD. */
const sent = (xml: string) => Buffer.from(xml, 'utf8').toString('utf8');
/** What XML 1.0 can carry of a text: no control characters but tab and line feed, which ends every line. */
const carried = (value: string) =>
  sent(value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/\r\n?/g, '\n'));

function readBoth(xml: string): [unknown, unknown] {
  const wire = sent(xml);
  const theirs: unknown = parser.parse(wire);
  return [theirs, { xml: parseXml(wire) }];
}

describe('a passive reply (R7)', () => {
  it('carries any text as it is, to another parser and to ours: nothing leaves its CDATA', () => {
    fc.assert(
      fc.property(text, text, text, (content, to, from) => {
        const fields = {
          ToUserName: carried(to),
          FromUserName: carried(from),
          CreateTime: '1772438400',
          MsgType: 'text',
          Content: carried(content),
        };
        const [theirs, ours] = readBoth(writeReply({ type: 'text', text: content }, to, from, at));
        expect(theirs).toEqual({ xml: fields });
        expect(ours).toEqual({ xml: fields });
      }),
      { numRuns: 2_000 },
    );
  });

  it('carries the words of a news card alike', () => {
    fc.assert(
      fc.property(text, text, text, text, (title, description, pictureUrl, url) => {
        const xml = writeReply({ type: 'news', title, description, pictureUrl, url }, 'oTo', 'gh_from', at);
        const fields = {
          ToUserName: 'oTo',
          FromUserName: 'gh_from',
          CreateTime: '1772438400',
          MsgType: 'news',
          ArticleCount: '1',
          Articles: {
            item: {
              Title: carried(title),
              Description: carried(description),
              PicUrl: carried(pictureUrl),
              Url: carried(url),
            },
          },
        };
        const [theirs, ours] = readBoth(xml);
        expect(theirs).toEqual({ xml: fields });
        expect(ours).toEqual({ xml: fields });
      }),
      { numRuns: 500 },
    );
  });

  it('gives the text of the break-out back as text', () => {
    const attack = 'x]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA[';
    const xml = writeReply({ type: 'text', text: attack }, 'oTo', 'gh_from', at);
    const [theirs, ours] = readBoth(xml);
    expect(theirs).toEqual(ours);
    expect(ours).toMatchObject({ xml: { MsgType: 'text', Content: attack } });
  });

  it('leaves out control characters, and nothing beside them', () => {
    const all = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('x');
    expect(readBoth(writeXml({ Content: `a${all}b` }))[1]).toEqual({
      // Tab, line feed, and the carriage return that ends a line as well.
      xml: { Content: 'axxxxxxxxx\tx\nxxx\nxxxxxxxxxxxxxxxxxxb' },
    });
  });
});
