import { Button, Input } from 'antd';
import { useId, useRef } from 'react';

import './text-with-variables.css';

export interface Insertion {
  readonly label: string;
  readonly insert: string;
  readonly hint?: string;
}

/** A text whose variables are put in by buttons, at the caret. */
export function TextWithVariables(props: {
  value: string;
  onChange: (value: string) => void;
  insertions: readonly Insertion[];
  label: string;
  /** Rows of a text area; 1 makes a single line. */
  rows: number;
  maxLength: number;
  invalid?: boolean;
  disabled?: boolean;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const { value, onChange } = props;

  const insert = (words: string) => {
    const field = box.current?.querySelector<HTMLTextAreaElement | HTMLInputElement>('textarea, input');
    const start = field?.selectionStart ?? value.length;
    const end = field?.selectionEnd ?? value.length;
    onChange(`${value.slice(0, start)}${words}${value.slice(end)}`);
    const caret = start + words.length;
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(caret, caret);
    });
  };

  const common = {
    id,
    value,
    maxLength: props.maxLength,
    disabled: props.disabled ?? false,
    'aria-label': props.label,
    ...(props.invalid === true ? { status: 'error' as const, 'aria-invalid': true } : {}),
  };
  return (
    <div className="hl-vars" ref={box}>
      <div className="hl-vars-buttons">
        {props.insertions.map((one) => (
          <Button
            key={one.insert}
            size="small"
            disabled={props.disabled ?? false}
            title={one.hint ?? one.insert}
            onClick={() => insert(one.insert)}
          >
            + {one.label}
          </Button>
        ))}
      </div>
      {props.rows === 1 ? (
        <Input {...common} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input.TextArea {...common} rows={props.rows} onChange={(event) => onChange(event.target.value)} />
      )}
    </div>
  );
}
