import type { Update } from '../../core/update.ts';
import { parseOfficialAccount } from '../official-account/parse.ts';
import type { XmlFields } from '../shared/xml.ts';

/** A mini program pushes messages and events in the official account's shapes (platform.md B). */
export function parseMiniProgram(fields: XmlFields): Update {
  return parseOfficialAccount(fields, 'mini-program');
}
