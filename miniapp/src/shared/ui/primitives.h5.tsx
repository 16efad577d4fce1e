import type { CSSProperties, JSX } from 'react';

import type { BoxProps, PictureProps, PressableProps, TextInputProps } from './primitive-types.ts';

/** `--a: 1; --b: 2` as React wants it; only custom properties are passed this way. */
function styleOf(style: string | undefined): CSSProperties {
  return Object.fromEntries(
    (style ?? '').split(';').flatMap((rule) => {
      const [name, value] = rule.split(':');
      return name === undefined || value === undefined ? [] : [[name.trim(), value.trim()]];
    }),
  );
}

/** A block. HTML's own elements serve on H5: real semantics, and no component library to load. */
export function Box({ className, id, testId, style, role, label, children }: BoxProps): JSX.Element {
  return (
    <div
      className={className}
      id={id}
      data-testid={testId ?? id}
      style={styleOf(style)}
      role={role}
      aria-label={label}
      aria-level={role === 'heading' ? 1 : undefined}
      aria-modal={role === 'dialog' ? true : undefined}
    >
      {children}
    </div>
  );
}

/** Text inside a line. */
export function Words({ className, id, children }: BoxProps): JSX.Element {
  return (
    <span className={className} id={id} data-testid={id}>
      {children}
    </span>
  );
}

export function Pressable(props: PressableProps): JSX.Element {
  const { className = '', id, testId, label, disabled = false, checked, onPress, children } = props;
  return (
    <button
      type="button"
      className={`hl-press ${disabled ? 'hl-press--off' : ''} ${className}`}
      id={id}
      data-testid={testId ?? id}
      aria-label={label}
      disabled={disabled}
      role={checked === undefined ? undefined : 'checkbox'}
      aria-checked={checked}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

export function TextInput(props: TextInputProps): JSX.Element {
  const {
    id,
    className = '',
    label,
    value,
    placeholder,
    maxLength,
    kind = 'text',
    onChange,
    onConfirm,
  } = props;
  const completions = { text: 'off', digits: 'off', code: 'one-time-code', phone: 'tel-national' };
  return (
    <input
      id={id}
      data-testid={id}
      className={`hl-input ${className}`}
      aria-label={label}
      type={kind === 'text' ? 'text' : 'tel'}
      inputMode={kind === 'text' ? 'text' : 'numeric'}
      autoComplete={completions[kind]}
      value={value}
      placeholder={placeholder}
      maxLength={maxLength}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onConfirm?.();
      }}
    />
  );
}

export function Picture({ className, src, label }: PictureProps): JSX.Element {
  return <img className={className} src={src} alt={label} />;
}
