import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router-dom';

import { openRequestsQuery } from '../features/accounts/open-requests.ts';
import { templatesQuery } from '../features/packages/api.ts';
import { useCan, useStaff } from '../features/session/session-context.tsx';
import type { TextKey } from '../locales/zh-CN/index.ts';
import { pages, type PageDefinition } from '../pages.tsx';
import { useText } from '../shared/i18n/text-context.tsx';

const groups: readonly { readonly key: PageDefinition['group']; readonly label: TextKey | null }[] = [
  { key: 'home', label: null },
  { key: 'people', label: 'shell.group.people' },
  { key: 'customers', label: 'shell.group.customers' },
  { key: 'organisation', label: 'shell.group.organisation' },
  { key: 'settings', label: 'shell.group.settings' },
  { key: 'messages', label: 'shell.group.messages' },
  { key: 'platforms', label: 'shell.group.platforms' },
];

/** The pages this person may see, each with the number that waits for him there. */
export function useMyPages(): readonly { page: PageDefinition; badge: string | null }[] {
  const can = useCan();
  const open = useQuery({ ...openRequestsQuery, enabled: can('accounts.read') });
  const { kind } = useStaff().enterprise;
  const templates = useQuery({ ...templatesQuery, enabled: can('template.manage') });
  const stands = ({ when }: PageDefinition) =>
    when === undefined || (when === 'template' ? kind === 'template' : templates.data?.offered === true);
  const waiting = open.data?.label ?? null;
  return pages
    .filter((page) => (page.permission === null || can(page.permission)) && stands(page))
    .map((page) => ({
      page,
      badge: page.path === 'binding-requests' && waiting !== null && waiting !== '0' ? waiting : null,
    }));
}

export function Navigation() {
  const t = useText();
  const mine = useMyPages();
  return (
    <nav className="hl-nav" aria-label={t('shell.navigation')}>
      {groups.map((group) => {
        const members = mine.filter(({ page }) => page.group === group.key);
        if (members.length === 0) return null;
        return (
          <div key={group.key}>
            {group.label === null ? null : <h2>{t(group.label)}</h2>}
            <ul>
              {members.map(({ page, badge }) => (
                <li key={page.path}>
                  <NavLink to={`/${page.path}`} end={page.path === ''}>
                    {page.icon}
                    <span>{t(page.label)}</span>
                    {badge === null ? null : (
                      <em className="hl-badge" aria-label={t('shell.waiting', { count: badge })}>
                        {badge}
                      </em>
                    )}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
