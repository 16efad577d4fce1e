import { cdata } from '../../channels/shared/xml.ts';

export type CallbackValue = string | number | bigint | CallbackFields | readonly CallbackValue[];
export interface CallbackFields {
  readonly [name: string]: CallbackValue;
}

/** Texts as CDATA, numbers bare (64-bit ones too), lists repeated: as the platforms write. */
export function writeCallbackXml(fields: CallbackFields): string {
  return `<xml>${writeFields(fields)}</xml>`;
}

function writeFields(fields: CallbackFields): string {
  return Object.entries(fields)
    .map(([name, value]) => writeField(name, value))
    .join('');
}

function writeField(name: string, value: CallbackValue): string {
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`;
  if (typeof value === 'number' || typeof value === 'bigint') return `<${name}>${value}</${name}>`;
  if (isList(value)) return value.map((item) => writeField(name, item)).join('');
  return `<${name}>${writeFields(value)}</${name}>`;
}

/** A field that is a text; anything else is ''. */
export function textOf(fields: CallbackFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function isList(value: CallbackValue): value is readonly CallbackValue[] {
  return Array.isArray(value);
}
