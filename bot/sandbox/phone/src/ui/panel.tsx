import { faultName, type FaultName } from '../core/faults.ts';
import { nameIn } from '../core/i18n.ts';
import { usePhone } from './context.tsx';
import { Happened } from './happened.tsx';

const hourMs = 3_600_000;

/**
 * Beside the phone: who holds it, what just happened, and what can be broken.
 * @param withLog false where the log has a place of its own
 */
export function Panel({ withLog }: { withLog: boolean }) {
  const { t } = usePhone();
  return (
    <div className="panel-body">
      <header>
        <h1 className="panel-title">{t.title}</h1>
        <p className="panel-intro">{t.panel.intro}</p>
      </header>
      <PersonChooser />
      {withLog && <Happened />}
      <Faults />
      <Clock />
      <Appearance />
      <Reset />
    </div>
  );
}

function PersonChooser() {
  const { state, t, actions } = usePhone();
  return (
    <section>
      <label className="field">
        <span className="field-label">{t.panel.person}</span>
        <select
          data-testid="person-chooser"
          value={state.settings.personId}
          onChange={(event) => {
            actions.choosePerson(event.target.value);
          }}
        >
          {(state.world?.people ?? []).map((person) => (
            <option key={person.id} value={person.id}>
              {nameIn(person, state.settings.language)}
            </option>
          ))}
        </select>
      </label>
      <p className="field-hint">{t.panel.personHint}</p>
    </section>
  );
}

function Switch({
  label,
  hint,
  on,
  testId,
  onChange,
}: {
  label: string;
  hint?: string;
  on: boolean;
  testId: string;
  onChange: (on: boolean) => void;
}) {
  return (
    <button
      type="button"
      className="switch"
      role="switch"
      aria-checked={on}
      data-testid={testId}
      onClick={() => {
        onChange(!on);
      }}
    >
      <span>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </span>
      <i className="switch-track" aria-hidden="true" />
    </button>
  );
}

function Faults() {
  const { state, t, actions } = usePhone();
  const on = (name: FaultName) => (state.world?.faults ?? []).some((fault) => faultName(fault) === name);
  return (
    <section>
      <h2>{t.panel.faults}</h2>
      <Switch
        label={t.panel.slow}
        hint={t.panel.slowHint}
        on={on('slow')}
        testId="fault-slow"
        onChange={(value) => void actions.setFault('slow', value)}
      />
      <Switch
        label={t.panel.blocked}
        hint={t.panel.blockedHint}
        on={on('blocked')}
        testId="fault-40252"
        onChange={(value) => void actions.setFault('blocked', value)}
      />
      <div className="panel-line">
        <span>
          {t.panel.token}
          <small>{t.panel.tokenHint}</small>
        </span>
        <button
          type="button"
          className="button button-grey button-small"
          data-testid="token-reset"
          disabled={state.busy}
          onClick={() => void actions.resetTokens()}
        >
          {t.panel.tokenYes}
        </button>
      </div>
    </section>
  );
}

function duration(ms: number, language: 'zh-CN' | 'en'): string {
  const hours = Math.floor(ms / hourMs);
  const days = Math.floor(hours / 24);
  const unit = (value: number, name: 'day' | 'hour') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  const parts = [
    ...(days > 0 ? [unit(days, 'day')] : []),
    ...(hours % 24 > 0 ? [unit(hours % 24, 'hour')] : []),
  ];
  return parts.join(' ');
}

function Clock() {
  const { state, t, actions } = usePhone();
  // The answer's way here makes the offset a little uneven: full minutes are enough.
  const ahead = Math.round(state.clockOffsetMs / 60_000) * 60_000;
  return (
    <section>
      <h2>{t.panel.clock}</h2>
      <p className="field-hint" data-testid="clock-offset">
        {ahead < hourMs ? t.panel.clockReal : t.panel.clockAhead(duration(ahead, state.settings.language))}
      </p>
      <div className="panel-buttons">
        <button
          type="button"
          className="button button-grey button-small"
          data-testid="clock-hour"
          onClick={() => void actions.advanceClock(hourMs)}
        >
          {t.panel.hour}
        </button>
        <button
          type="button"
          className="button button-grey button-small"
          data-testid="clock-day"
          onClick={() => void actions.advanceClock(24 * hourMs)}
        >
          {t.panel.day}
        </button>
        <button
          type="button"
          className="button button-grey button-small"
          data-testid="clock-reset"
          disabled={ahead === 0}
          onClick={() => void actions.resetClock()}
        >
          {t.panel.clockReset}
        </button>
      </div>
    </section>
  );
}

function Appearance() {
  const { state, t, actions } = usePhone();
  const { language, dark, largeText } = state.settings;
  return (
    <section>
      <h2>{t.panel.appearance}</h2>
      <div className="segmented" role="group" aria-label={t.panel.language}>
        {(['zh-CN', 'en'] as const).map((option) => (
          <button
            key={option}
            type="button"
            aria-pressed={language === option}
            lang={option}
            data-testid={`language-${option}`}
            onClick={() => {
              actions.changeSettings({ language: option });
            }}
          >
            {option === 'en' ? 'English' : '简体中文'}
          </button>
        ))}
      </div>
      <Switch
        label={t.panel.dark}
        on={dark}
        testId="dark-switch"
        onChange={(on) => {
          actions.changeSettings({ dark: on });
        }}
      />
      <Switch
        label={t.panel.large}
        on={largeText}
        testId="large-text-switch"
        onChange={(on) => {
          actions.changeSettings({ largeText: on });
        }}
      />
    </section>
  );
}

function Reset() {
  const { state, t, actions, nav } = usePhone();
  async function reset(): Promise<void> {
    const question = { title: t.panel.resetTitle, text: t.panel.resetText, yes: t.panel.resetYes };
    if (await nav.confirm(question)) await actions.resetAll();
  }
  return (
    <section>
      <button
        type="button"
        className="button button-outline-danger button-wide"
        data-testid="sandbox-reset"
        disabled={state.busy}
        onClick={() => void reset()}
      >
        {t.panel.reset}
      </button>
    </section>
  );
}
