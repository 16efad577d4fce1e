import { App, Input, Modal } from 'antd';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { useErrorText } from '../../shared/i18n/use-error-text.ts';
import { fileStamp } from '../../shared/time.ts';
import { download } from '../../shared/ui/csv.ts';
import { useZone } from '../../shared/use-zone.ts';
import { exportParties } from './api.ts';

/** Says what for; the file tells in every line who took it along. */
export function ExportDialog(props: {
  asked: Readonly<Record<string, string | undefined>>;
  title: string;
  onClose: () => void;
}) {
  const t = useText();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const { zone } = useZone();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const file = await exportParties({ ...props.asked, reason: reason.trim() });
      download(`${props.title}-${fileStamp(new Date(), zone)}.csv`, file);
      void message.success(t('crm.exported'));
      props.onClose();
    } catch (error) {
      void message.error(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('crm.export')}
      okText={t('crm.export')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: reason.trim().length < 2, loading: busy }}
      onOk={() => void run()}
      onCancel={props.onClose}
    >
      <p>{t('crm.export_consequence')}</p>
      <Input.TextArea
        aria-label={t('crm.export_reason')}
        placeholder={t('crm.export_reason')}
        maxLength={200}
        autoSize={{ minRows: 2, maxRows: 4 }}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  );
}
