import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';

import { useText } from '../i18n/text-context.tsx';
import './copy-field.css';

/** A value to carry into another console, with its copy button. */
export function CopyField(props: { label: string; value: string; hint?: string }) {
  const t = useText();
  const { message } = App.useApp();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.value);
      setCopied(true);
    } catch {
      // Some web views refuse the clipboard; the value can still be selected by hand.
      void message.warning(t('common.copy_failed'));
    }
  };

  return (
    <div className="hl-copy">
      <div className="hl-copy-label">{props.label}</div>
      <div className="hl-copy-row">
        <code tabIndex={0}>{props.value}</code>
        <Button
          size="small"
          icon={copied ? <CheckOutlined /> : <CopyOutlined />}
          onClick={() => void copy()}
          aria-label={`${t('common.copy')} ${props.label}`}
        >
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
      </div>
      {props.hint === undefined ? null : <div className="hl-hint">{props.hint}</div>}
    </div>
  );
}
