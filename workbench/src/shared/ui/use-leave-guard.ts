import { App } from 'antd';
import { useEffect } from 'react';
import { useBlocker } from 'react-router-dom';

import { useText } from '../i18n/text-context.tsx';

/**
 * Asks before unsaved input is left behind, inside the console and when the tab closes. The way to
 * the sign-in page is never stopped: there the session is over and saving is not possible.
 */
export function useLeaveGuard(unsaved: boolean): void {
  const { modal } = App.useApp();
  const t = useText();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      unsaved &&
      currentLocation.pathname !== nextLocation.pathname &&
      !nextLocation.pathname.endsWith('/sign-in'),
  );

  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    modal.confirm({
      title: t('common.leave.title'),
      content: t('common.leave.hint'),
      okText: t('common.leave.discard'),
      okButtonProps: { danger: true },
      cancelText: t('common.leave.stay'),
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    });
  }, [blocker, modal, t]);

  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
