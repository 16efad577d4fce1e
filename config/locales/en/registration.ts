import type { registrationTexts as zh } from '../zh-CN/registration.ts';

export const registrationTexts = {
  'field.name': 'name',
  'field.email': 'email',
  'field.position': 'position',
  'field.address': 'address',
  'field.note': 'note',
  consumers: 'Personal users',
  source: 'Self-registration',
  separator: ', ',
} as const satisfies Record<keyof typeof zh, string>;
