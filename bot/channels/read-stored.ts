import type { Channel, Update } from '../core/update.ts';
import { parseMiniProgram } from './mini-program/parse.ts';
import { parseOfficialAccount } from './official-account/parse.ts';
import { parseWecom } from './wecom/parse.ts';
import { fieldsOfJson } from './shared/parse-base.ts';
import { parseXml, type XmlFields } from './shared/xml.ts';

const parsers = {
  'official-account': parseOfficialAccount,
  'mini-program': parseMiniProgram,
  wecom: parseWecom,
} as const;

/** The fields of a clear body, XML or JSON. @throws XmlError */
function readClear(clear: string): XmlFields {
  return clear.trimStart().startsWith('{') ? fieldsOfJson(clear) : parseXml(clear);
}

/** What a stored callback said, in our words: read again for its work. @throws XmlError */
export function readStored(channel: Channel, clear: string): Update {
  return parsers[channel](readClear(clear));
}
