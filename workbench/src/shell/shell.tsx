import { DisconnectOutlined, MenuOutlined } from '@ant-design/icons';
import { Drawer, Popover } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router-dom';

import { OwnAvatar } from '../features/session/own-avatar.tsx';
import { SessionProvider, useStaff } from '../features/session/session-context.tsx';
import { useText } from '../shared/i18n/text-context.tsx';
import { Mark } from '../shared/ui/splash.tsx';
import { useIsPhone } from '../shared/ui/use-media.ts';
import { useOnline } from '../shared/ui/use-online.ts';
import { Navigation, useMyPages } from './navigation.tsx';
import { OwnMenu } from './own-menu.tsx';
import './shell.css';

/** What stands around every page: navigation at the left, or at the bottom on phones. */
export function Shell() {
  return (
    <SessionProvider>
      <Frame />
    </SessionProvider>
  );
}

function Frame() {
  const phone = useIsPhone();
  const t = useText();
  const online = useOnline();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const seen = useRef(pathname);

  // Readers of a screen and of the keyboard begin at the new page, not where the link was.
  useEffect(() => {
    if (seen.current === pathname) return;
    seen.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);

  return (
    <div className={phone ? 'hl-frame hl-frame-phone' : 'hl-frame'}>
      <a className="hl-skip" href="#content">
        {t('shell.skip')}
      </a>
      {phone ? <PhoneTop /> : <Side />}
      <main id="content" ref={main} tabIndex={-1} className="hl-main">
        {online ? null : (
          <div className="hl-offline" role="status">
            <DisconnectOutlined /> {t('shell.offline')}
          </div>
        )}
        <Outlet />
      </main>
      {phone ? <PhoneBar /> : null}
    </div>
  );
}

function Side() {
  const t = useText();
  const { staff, enterprise } = useStaff();
  return (
    <aside className="hl-side">
      <NavLink to="/" className="hl-brand">
        <Mark size={30} />
        <span>
          <strong>{enterprise.displayName}</strong>
          <small>{t('shell.product')}</small>
        </span>
      </NavLink>
      <Navigation />
      <Popover content={<OwnMenu />} trigger="click" placement="topLeft" arrow={false}>
        <button type="button" className="hl-me" aria-label={t('shell.own_menu')}>
          <OwnAvatar size={30} />
          <span>
            <strong>{staff.name}</strong>
            <small>{staff.account}</small>
          </span>
        </button>
      </Popover>
    </aside>
  );
}

function PhoneTop() {
  const { enterprise } = useStaff();
  const t = useText();
  return (
    <header className="hl-top">
      <Mark size={24} />
      <strong>{enterprise.displayName}</strong>
      <span>{t('shell.product')}</span>
    </header>
  );
}

function PhoneBar() {
  const t = useText();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const tabs = useMyPages().filter(({ page }) => page.tab === true);
  const onTab = tabs.some(({ page }) =>
    page.path === '' ? pathname === '/' : pathname.startsWith(`/${page.path}`),
  );
  useEffect(() => setOpen(false), [pathname]);

  return (
    <>
      <nav className="hl-bar" aria-label={t('shell.navigation')}>
        {tabs.map(({ page, badge }) => (
          <NavLink key={page.path} to={`/${page.path}`} end={page.path === ''}>
            <span className="hl-bar-icon">
              {page.icon}
              {badge === null ? null : <em className="hl-dot">{badge}</em>}
            </span>
            {t(page.label)}
          </NavLink>
        ))}
        <button
          type="button"
          className={onTab ? '' : 'active'}
          aria-expanded={open}
          onClick={() => setOpen(true)}
        >
          <span className="hl-bar-icon">
            <MenuOutlined />
          </span>
          {t('shell.more')}
        </button>
      </nav>
      <Drawer
        open={open}
        placement="bottom"
        height="82%"
        title={t('shell.navigation')}
        onClose={() => setOpen(false)}
        className="hl-drawer"
      >
        <Navigation />
        <OwnMenu />
      </Drawer>
    </>
  );
}
