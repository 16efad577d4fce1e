import { useEffect, useRef, type ReactNode } from 'react';

import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';

/** Keeps a covered part of the phone out of the keyboard's and the screen reader's way. */
export function useInert(inert: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.toggleAttribute('inert', inert);
  }, [inert]);
  return ref;
}

/** The bar at the top of a page of the phone: back, title, one action. */
export function NavBar({
  title,
  sub,
  back,
  action,
}: {
  title: string;
  sub?: ReactNode;
  back?: () => void;
  action?: ReactNode;
}) {
  const { t } = usePhone();
  return (
    <header className="navbar">
      <div className="navbar-side">
        {back !== undefined && (
          <button type="button" className="icon-button" onClick={back} aria-label={t.back} data-testid="back">
            <Icon name="back" />
          </button>
        )}
      </div>
      <div className="navbar-middle">
        <h2 className="navbar-title">{title}</h2>
        {sub}
      </div>
      <div className="navbar-side navbar-side-end">{action}</div>
    </header>
  );
}

/** A page over the tabs. It takes the focus when it comes, so that the keyboard follows the eye. */
export function LayerPage({
  label,
  covered,
  className,
  children,
}: {
  label: string;
  covered: boolean;
  className?: string;
  children: ReactNode;
}) {
  const ref = useInert(covered);
  useEffect(() => {
    ref.current?.focus({ preventScroll: true });
  }, [ref]);
  return (
    <div ref={ref} className={`layer ${className ?? ''}`} role="region" aria-label={label} tabIndex={-1}>
      {children}
    </div>
  );
}

export function Empty({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {hint !== undefined && <p className="empty-hint">{hint}</p>}
      {action}
    </div>
  );
}
