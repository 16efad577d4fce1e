import type { connectionsTexts as zh } from '../zh-CN/connections.ts';

export const connectionsTexts = {
  'phase.pending': 'Waits for review',
  'phase.active': 'Connected',
  'phase.tail': 'Terminated',
  'phase.ended': 'Ended',
  'phase.refused': 'Refused',
  'phase.expired': 'Request expired',
  'end.tail': 'Works until {end}',
  'end.ended': 'Ended on {end}',
  'end.pending': 'Waits for review by {upstream}, until {end} at the latest',
  'end.own_until': 'Own edition until {end}: terminating the connection does not touch it',
  'end.own': 'Your company bought this edition itself: terminating the connection does not touch it',
} as const satisfies Record<keyof typeof zh, string>;
