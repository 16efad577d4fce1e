/* A writer of its own, for it has to write what no careful writer would. */

export interface Fields {
  readonly [name: string]: FieldValue;
}
export type FieldValue = string | number | Fields;

/** A text as the platforms write it; a `]]>` inside is split, so that it stays a text. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** The elements without the root: texts as CDATA, numbers bare. */
export function innerXml(fields: Fields, between = ''): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      if (typeof value === 'number') return `<${name}>${value}</${name}>`;
      return `<${name}>${typeof value === 'string' ? cdata(value) : innerXml(value)}</${name}>`;
    })
    .join(between);
}

export const xmlOf = (fields: Fields): string => `<xml>${innerXml(fields)}</xml>`;
