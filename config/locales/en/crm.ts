import type { crmTexts as zh } from '../zh-CN/crm.ts';

export const crmTexts: Record<keyof typeof zh, string> = {
  'field.name': 'name',
  'field.phone': 'phone',
  'field.classKey': 'class',
  'field.importance': 'importance',
  'field.stage': 'stage',
  'field.contact.name': 'contact’s name',
  'field.contact.mobile': 'contact’s mobile',
  'field.contact.email': 'contact’s e-mail',
  'problem.missing': 'missing',
  'problem.invalid': 'not valid',
  'stage.target': 'Target',
  'stage.intention': 'Intention',
  'stage.deal': 'Deal',
  'stage.vip': 'VIP',
  'owner.pool': 'public pool',
  separator: ', ',
  unknown: '(deleted)',
};
