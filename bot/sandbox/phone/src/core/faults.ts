import type { SandboxFault } from './schema.ts';

/** The faults that have a switch on the page; all others are made by `POST /control/faults`. */
export const phoneFaults = {
  // Every callback leaves this much later, as on a bad day of the platform.
  slow: { match: { event: '*' }, fault: { latencyMs: 5_000 } },
  // 40252: the platform holds the message back for review and sends it later.
  blocked: {
    match: { path: '/cgi-bin/message/template/send' },
    fault: { errcode: 40252, errmsg: 'template message is under review' },
  },
} as const;

export type FaultName = keyof typeof phoneFaults;

/** Which switch a fault belongs to; null for one that something else made. */
export function faultName({ match, fault }: SandboxFault): FaultName | null {
  if (match['event'] === phoneFaults.slow.match.event && typeof fault['latencyMs'] === 'number')
    return 'slow';
  if (fault['errcode'] === phoneFaults.blocked.fault.errcode) return 'blocked';
  return null;
}
