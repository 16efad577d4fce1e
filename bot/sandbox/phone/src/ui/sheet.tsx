import { useEffect, useRef, type ReactNode } from 'react';

import { usePhone } from './context.tsx';

const focusable = 'button:not(:disabled), a[href], input:not(:disabled), select, textarea';

/** A panel that rises over the phone. Escape and a tap beside it dismiss it; the focus stays inside. */
export function SheetFrame({
  label,
  onDismiss,
  className,
  children,
  testId,
}: {
  label: string;
  onDismiss: () => void;
  className?: string;
  children: ReactNode;
  testId?: string;
}) {
  const { t } = usePhone();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div className="sheet-cover">
      <button type="button" className="sheet-shade" aria-label={t.close} tabIndex={-1} onClick={onDismiss} />
      <div
        ref={ref}
        className={`sheet ${className ?? ''}`}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        tabIndex={-1}
        data-testid={testId}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onDismiss();
          }
          if (event.key !== 'Tab') return;
          const inside = [...(ref.current?.querySelectorAll<HTMLElement>(focusable) ?? [])];
          const [leaving, entering] = event.shiftKey
            ? [inside[0], inside.at(-1)]
            : [inside.at(-1), inside[0]];
          const active = document.activeElement;
          if (active === leaving || (event.shiftKey && active === ref.current)) {
            event.preventDefault();
            entering?.focus();
          }
        }}
      >
        {children}
      </div>
    </div>
  );
}
