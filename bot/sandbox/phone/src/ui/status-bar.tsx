import { useEffect, useState } from 'react';

import { nameIn } from '../core/i18n.ts';
import { clockTime } from '../core/time.ts';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';

/** The sandbox's clock; in a narrow window also who holds the phone, which opens the panel. */
export function StatusBar() {
  const { state, t, nav } = usePhone();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      tick((count) => count + 1);
    }, 5_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const person = state.world?.people.find((candidate) => candidate.id === state.settings.personId);
  return (
    <div className="status-bar">
      <time data-testid="phone-clock">{clockTime(Date.now() + state.clockOffsetMs)}</time>
      <button
        type="button"
        className="status-panel"
        aria-label={t.panel.open}
        data-testid="panel-open"
        onClick={() => {
          nav.openSheet({ kind: 'panel' });
        }}
      >
        {person === undefined ? t.panel.title : nameIn(person, state.settings.language)}
        <Icon name="settings" />
      </button>
      <span className="status-signs" aria-hidden="true">
        <i className="sign-signal" />
        <i className="sign-battery" />
      </span>
    </div>
  );
}
