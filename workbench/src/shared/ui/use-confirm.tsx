import { App } from 'antd';
import { useCallback, useRef, type ReactNode } from 'react';

import { useText } from '../i18n/text-context.tsx';

/**
 * Asks before a change that others will feel. The button repeats the verb (停用账号), so that it is
 * read even by those who read nothing else. The button waits while the work runs; its refusal is told
 * by the write itself.
 */
export function useConfirm() {
  const { modal } = App.useApp();
  const t = useText();
  /** A double click asks once. */
  const asking = useRef(false);
  return useCallback(
    (ask: {
      title: string;
      consequence: ReactNode;
      verb: string;
      danger?: boolean;
      work: () => Promise<unknown>;
    }) => {
      if (asking.current) return;
      asking.current = true;
      modal.confirm({
        afterClose: () => {
          asking.current = false;
        },
        title: ask.title,
        content: ask.consequence,
        okText: ask.verb,
        okButtonProps: { danger: ask.danger ?? false },
        cancelText: t('common.cancel'),
        autoFocusButton: 'cancel',
        onOk: () => ask.work().catch(() => undefined),
      });
    },
    [modal, t],
  );
}
