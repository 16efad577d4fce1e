import type { Group } from './case.ts';
import { unsignedEvents } from './groups/r1-unsigned.ts';
import { swappedBodies } from './groups/r2-swapped-body.ts';
import { replays } from './groups/r3-replay.ts';
import { digitShifts } from './groups/r4-digit-shift.ts';
import { urlCheck } from './groups/r5-url-check.ts';
import { hostileXml } from './groups/r6-hostile-xml.ts';
import { replies } from './groups/r7-replies.ts';
import { twinEvents } from './groups/r8-twins.ts';
import { ciphertexts } from './groups/r9-ciphertexts.ts';

/** In the order in which they are run and told; the names of R1–R9 stay. */
export const allGroups: readonly Group[] = [
  unsignedEvents,
  swappedBodies,
  replays,
  digitShifts,
  urlCheck,
  hostileXml,
  replies,
  twinEvents,
  ciphertexts,
];
