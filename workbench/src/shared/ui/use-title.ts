import { useEffect } from 'react';

import { useText } from '../i18n/text-context.tsx';

export function useTitle(title: string): void {
  const t = useText();
  useEffect(() => {
    document.title = `${title} · ${t('shell.product')}`;
  }, [title, t]);
}
