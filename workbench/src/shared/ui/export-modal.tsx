import { App, Input, Modal } from 'antd';
import { useState } from 'react';

import { useErrorText } from '../i18n/use-error-text.ts';
import { useText } from '../i18n/text-context.tsx';
import { fileStamp } from '../time.ts';
import { useZone } from '../use-zone.ts';
import { download } from './csv.ts';

/** Asks what a file of personal data is for before the server makes it; then saves it. */
export function ExportModal(props: {
  open: boolean;
  /** Title and button. */
  title: string;
  consequence: string;
  fileName: string;
  work: (reason: string) => Promise<Blob>;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const errorText = useErrorText();
  const { zone } = useZone();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [pending, setPending] = useState(false);
  async function run(): Promise<void> {
    setPending(true);
    try {
      download(`${props.fileName}-${fileStamp(new Date(), zone)}.csv`, await props.work(reason.trim()));
      setReason('');
      props.onDone();
    } catch (error) {
      void message.error(errorText(error instanceof Error ? error : new Error(String(error))));
    } finally {
      setPending(false);
    }
  }
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.title}
      okButtonProps={{ disabled: reason.trim().length < 2, loading: pending }}
      onOk={() => void run()}
      onCancel={props.onClose}
    >
      <p>{props.consequence}</p>
      <Input.TextArea
        aria-label={t('records.export_reason')}
        placeholder={t('records.export_reason')}
        maxLength={200}
        autoSize={{ minRows: 2, maxRows: 4 }}
        value={reason}
        onChange={(event) => {
          setReason(event.target.value);
        }}
      />
    </Modal>
  );
}
