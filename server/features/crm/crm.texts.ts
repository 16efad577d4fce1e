import { crmTexts as en } from '../../../config/locales/en/crm.ts';
import { crmTexts as zh } from '../../../config/locales/zh-CN/crm.ts';
import type { Locale } from '../../contract/common.ts';

export type CrmText = keyof typeof zh;

export const crmText = (locale: Locale, key: CrmText): string => (locale === 'en' ? en : zh)[key];
