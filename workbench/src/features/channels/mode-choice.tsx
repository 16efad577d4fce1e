import { Radio } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import { callbackModeSchema, type CallbackMode } from './api.ts';
import { modes } from './channel-words.ts';

/** The three ways a platform can deliver callbacks, each with what it means. */
export function ModeChoice(props: {
  value?: CallbackMode;
  onChange?: (mode: CallbackMode) => void;
  id?: string;
}) {
  const t = useText();
  return (
    <Radio.Group
      className="hl-mode"
      {...(props.id === undefined ? {} : { id: props.id })}
      value={props.value ?? null}
      onChange={(event) => {
        const parsed = callbackModeSchema.safeParse(event.target.value);
        if (parsed.success) props.onChange?.(parsed.data);
      }}
    >
      {modes.map((mode) => (
        <Radio key={mode.value} value={mode.value}>
          {t(mode.label)}
          <small>{t(mode.meaning)}</small>
        </Radio>
      ))}
    </Radio.Group>
  );
}
