import type { salespersonTexts as zh } from '../zh-CN/salesperson.ts';

export const salespersonTexts: Readonly<Record<keyof typeof zh, string>> = {
  'card.title': '{brand} has opened an interconnect account for you',
  'card.text':
    'Hello {contact}! {brand} has opened an interconnect account for you at {company}. Bind it with the phone number on file: {link}',
  'sheet.customer': 'Open accounts',
  'sheet.partner': 'Open accounts',
  'column.name.customer': 'Customer name',
  'column.name.partner': 'Partner name',
  'column.contact': 'Contact name',
  'column.mobile': 'Contact mobile',
  'column.role': 'Interconnect role',
  'row.done':
    '{company}{opened, plural, =0 {} one {# account opened} other {# accounts opened}}{kept, plural, =0 {} other {, # there already}}',
  'row.company': 'Enterprise opened, ',
  'row.nothing': 'Opened before, nothing changed',
};
