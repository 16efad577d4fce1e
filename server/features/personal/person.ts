import { z } from 'zod';

import type { LeavingPerson } from '../../kernel/personal-data.ts';

const list = z.array(z.string());
const shape = z.strictObject({
  enterpriseId: z.string(),
  tenants: list,
  identityId: z.string(),
  userIds: list,
  requestIds: list,
  contactIds: list,
  connectionIds: list,
  phones: list,
  names: list,
  openids: z.array(z.strictObject({ channelAccountId: z.string(), openid: z.string() })),
  pseudonym: z.string(),
  at: z.iso.datetime(),
  whole: z.boolean(),
});

export const packPerson = (person: LeavingPerson): string =>
  JSON.stringify({ ...person, at: person.at.toISOString() });

export function unpackPerson(text: string): LeavingPerson {
  const { at, ...person } = shape.parse(JSON.parse(text));
  return { ...person, at: new Date(at) };
}
