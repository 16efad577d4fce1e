import { useEffect, useRef, useState, type ReactNode } from 'react';

import { scenes } from '../core/scenes.ts';
import type { Account, MenuButton, MenuLeaf } from '../core/schema.ts';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';

/** What a tap on a menu item does on the phone itself, beside the event that the platform sends. */
function useMenuTap(account: Account) {
  const { actions, nav } = usePhone();
  return async (leaf: MenuLeaf): Promise<void> => {
    if (!(await actions.tapMenu(account.id, leaf))) return;
    if (leaf.type === 'miniprogram' && typeof leaf.appid === 'string') {
      nav.openMiniProgram(leaf.appid, leaf.pagepath ?? '', scenes.menu);
    } else if (leaf.type === 'view' && typeof leaf.url === 'string') {
      nav.openUrl(leaf.url, scenes.menu);
    }
  };
}

/** An account's custom menu at the bottom of its chat. */
export function MenuBar({
  account,
  buttons,
  toggle,
}: {
  account: Account;
  buttons: readonly MenuButton[];
  toggle: ReactNode;
}) {
  const { t } = usePhone();
  const [open, setOpen] = useState<number | null>(null);
  const tap = useMenuTap(account);
  const bar = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (open === null) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && bar.current?.contains(event.target) === true) return;
      setOpen(null);
    };
    document.addEventListener('pointerdown', away);
    return () => {
      document.removeEventListener('pointerdown', away);
    };
  }, [open]);

  return (
    <div
      className="menu-bar"
      ref={bar}
      role="group"
      aria-label={t.chat.menu}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(null);
      }}
    >
      {toggle}
      {buttons.map((button, index) => {
        const children = button.sub_button ?? [];
        return (
          <div key={index} className="menu-item">
            {open === index && (
              <div className="submenu">
                {children.map((leaf, position) => (
                  <button
                    key={position}
                    type="button"
                    data-testid="menu-leaf"
                    onClick={() => {
                      setOpen(null);
                      void tap(leaf);
                    }}
                  >
                    {leaf.name}
                  </button>
                ))}
              </div>
            )}
            <button
              type="button"
              className="menu-button"
              data-testid="menu-button"
              aria-expanded={children.length > 0 ? open === index : undefined}
              onClick={() => {
                if (children.length === 0) void tap(button);
                else setOpen(open === index ? null : index);
              }}
            >
              {children.length > 0 && <Icon name="submenu" />}
              {button.name}
            </button>
          </div>
        );
      })}
    </div>
  );
}
