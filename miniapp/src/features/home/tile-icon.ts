import type { Tile } from '../../shared/contract.ts';
import type { PageName } from '../../shared/navigate.ts';
import type { IconName } from '../../shared/ui/icon.tsx';

export function tileIcon(key: Tile['key']): IconName {
  return ({ notices: 'bell', salesperson: 'person', account: 'shield', upstreams: 'store' } as const)[key];
}

/** The page behind a tile; the account's page is 我的. */
export function tilePage(key: Tile['key']): PageName {
  return ({ notices: 'notices', salesperson: 'salesperson', account: 'me', upstreams: 'upstreams' } as const)[
    key
  ];
}
