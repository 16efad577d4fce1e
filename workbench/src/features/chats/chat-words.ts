import type { TextKey } from '../../locales/zh-CN/index.ts';
import type { ChatRow } from './api.ts';

export const kindKey: Record<ChatRow['kind'], TextKey> = {
  'official-account': 'channels.kind.official_account',
  'mini-program': 'channels.kind.mini_program',
};

/** Whom the chat is with, by name; null: nobody is known by this openid. */
export function nameOf(row: Pick<ChatRow, 'people'>): string | null {
  const names = [...new Set(row.people.map(({ name }) => name))];
  return names.length === 0 ? null : names.join('、');
}

export const companiesOf = (row: Pick<ChatRow, 'people'>): string =>
  row.people.map(({ company }) => company).join('、');
