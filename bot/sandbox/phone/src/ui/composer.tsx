import { useState, type ReactNode } from 'react';

import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';

/** The line to write in: grows with the text, sends by Enter or by its button. */
export function Composer({
  label,
  onSend,
  before,
  extras,
}: {
  label: string;
  onSend: (text: string) => Promise<boolean>;
  before?: ReactNode;
  /** What the + button offers. */
  extras?: readonly { label: string; icon: 'pin'; act: () => void }[];
}) {
  const { t } = usePhone();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const ready = text.trim() !== '';

  async function send(): Promise<void> {
    if (!ready) return;
    setText('');
    // What could not be sent comes back, unless something else was written meanwhile.
    if (!(await onSend(text))) setText((now) => (now === '' ? text : now));
  }

  return (
    <div className="composer">
      <form
        className="composer-line"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {before}
        <textarea
          className="composer-input"
          aria-label={label}
          data-testid="message-input"
          rows={1}
          maxLength={2000}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
              event.preventDefault();
              void send();
            }
          }}
        />
        {extras !== undefined && !ready && (
          <button
            type="button"
            className="icon-button"
            aria-label={t.chat.plus}
            aria-expanded={open}
            onClick={() => {
              setOpen(!open);
            }}
          >
            <Icon name="plus" />
          </button>
        )}
        {(ready || extras === undefined) && (
          <button type="submit" className="send-button" data-testid="send-button" disabled={!ready}>
            {t.chat.send}
          </button>
        )}
      </form>
      {open && extras !== undefined && (
        <div className="composer-extras">
          {extras.map((extra) => (
            <button
              key={extra.label}
              type="button"
              className="extra"
              onClick={() => {
                setOpen(false);
                extra.act();
              }}
            >
              <span className="extra-square">
                <Icon name={extra.icon} />
              </span>
              {extra.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
