import { strToU8, zipSync } from 'fflate';

import type { Locale } from '../../contract/common.ts';
import { formatMinute } from '../../kernel/i18n/format-time.ts';
import type { PersonalFact, PersonalField, PersonalSection } from '../../kernel/personal-data.ts';
import { personalText } from './personal-texts.ts';

export interface ArchiveWords {
  readonly locale: Locale;
  readonly upstream: string;
  readonly timeZone: string;
  readonly at: Date;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
const isTime = (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);

const style = `
  body { font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0 auto; padding: 24px 16px 64px; max-width: 960px; color: #1f2329; background: #fff; }
  h1 { font-size: 24px; } h2 { font-size: 17px; margin-top: 32px; }
  .note { color: #646a73; } .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #e5e6eb; white-space: pre-line; overflow-wrap: anywhere; min-width: 5em; }
  @media (prefers-color-scheme: dark) { body { color: #e5e6eb; background: #17171a; } th, td { border-color: #37373b; } .note { color: #a9aeb8; } }
`;

/** The fields that any line of a section has, in the order in which lines name them. */
function fieldsOf(facts: readonly PersonalFact[]): PersonalField[] {
  const isField = (key: string): key is PersonalField => facts.some((fact) => Object.hasOwn(fact, key));
  const filled = facts.flatMap((fact) =>
    Object.entries(fact).flatMap(([key, value]) => (value ? [key] : [])),
  );
  return [...new Set(filled)].filter(isField);
}

function table({ facts }: PersonalSection, { locale, timeZone }: ArchiveWords): string {
  const fields = fieldsOf(facts);
  if (fields.length === 0) return `<p class="note">${escape(personalText(locale, 'file.empty'))}</p>`;
  const shown = (value: string) => (isTime(value) ? formatMinute(locale, new Date(value), timeZone) : value);
  const head = fields.map((field) => `<th>${escape(personalText(locale, `field.${field}`))}</th>`).join('');
  const rows = facts.map(
    (fact) => `<tr>${fields.map((field) => `<td>${escape(shown(fact[field] ?? ''))}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** A page that opens without anything else: no script, no picture, nothing from elsewhere. */
export function personalPage(sections: readonly PersonalSection[], words: ArchiveWords): string {
  const { locale, upstream, timeZone, at } = words;
  const title = escape(personalText(locale, 'file.title'));
  const lead = personalText(locale, 'file.lead', { upstream, time: formatMinute(locale, at, timeZone) });
  const parts = sections.map(
    (section) =>
      `<h2>${escape(personalText(locale, `section.${section.key}`))}</h2>\n${table(section, words)}`,
  );
  return [
    `<!doctype html>\n<html lang="${locale}"><head><meta charset="utf-8"><title>${title}</title>`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>`,
    `<body><h1>${title}</h1><p>${escape(lead)}</p><p class="note">${escape(personalText(locale, 'file.note'))}</p>`,
    ...parts,
    '</body></html>\n',
  ].join('\n');
}

/** Both forms of it in one archive: to read, and to take elsewhere. */
export function packArchive(sections: readonly PersonalSection[], words: ArchiveWords): Buffer {
  const data = {
    upstream: words.upstream,
    at: words.at.toISOString(),
    sections: Object.fromEntries(sections.map(({ key, facts }) => [key, facts])),
  };
  return Buffer.from(
    zipSync({
      'my-information.html': strToU8(personalPage(sections, words)),
      'data.json': strToU8(`${JSON.stringify(data, null, 2)}\n`),
    }),
  );
}
