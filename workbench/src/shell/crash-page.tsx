import { Button } from 'antd';
import { useEffect } from 'react';
import { useRouteError } from 'react-router-dom';

import { useText } from '../shared/i18n/text-context.tsx';
import { EmptyState } from '../shared/ui/states.tsx';

const reloadedKey = 'hulian.reloaded-at';
/** A second failure within this time is not the old build's missing file any more. */
const reloadOnceMs = 60_000;

/**
 * The page broke. The usual cause is a new release: a part of the old build is not there any more;
 * so it loads itself anew once, and only then says so.
 */
export function CrashPage() {
  const t = useText();
  const error = useRouteError();

  useEffect(() => {
    console.error(error);
    if (!isMissingPart(error)) return;
    const last = Number(sessionStorage.getItem(reloadedKey) ?? '0');
    if (Date.now() - last < reloadOnceMs) return;
    sessionStorage.setItem(reloadedKey, String(Date.now()));
    window.location.reload();
  }, [error]);

  return (
    <EmptyState
      title={t('shell.crash.title')}
      hint={t('shell.crash.hint')}
      action={
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('shell.crash.reload')}
        </Button>
      }
    />
  );
}

function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script|preload CSS/i.test(error.message)
  );
}
