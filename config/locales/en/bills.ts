import type { billTexts as zh } from '../zh-CN/bills.ts';

export const billTexts = {
  unreachable: 'WeChat Pay was not reached.',
  'unreachable.remedy':
    'The bill is fetched again later. If this goes on, check the server’s network and proxy.',
  unreadable:
    'The bill does not agree with the hash, the layout or the sums that WeChat Pay gives; it was not used.',
  'unreadable.remedy':
    'It is fetched again later. If this comes again, download the day’s bill in the merchant platform, and tell your support.',
  settings: 'The keys of the merchant settings cannot be used.',
  'settings.remedy':
    'Check the private key, the certificate serial and WeChat Pay’s public key in the merchant settings.',
} as const satisfies Record<keyof typeof zh, string>;
