import { Button, Modal } from 'antd';

import type { WebhookSecret } from '../../features/webhooks/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';

/** The secret, this once; a click beside the dialog does not lose it. */
export function SecretDialog(props: { secret: WebhookSecret | null; onClose: () => void }) {
  const t = useText();
  return (
    <Modal
      open={props.secret !== null}
      title={t('webhooks.secret_title')}
      closable={false}
      maskClosable={false}
      keyboard={false}
      footer={
        <Button type="primary" onClick={props.onClose}>
          {t('webhooks.secret_done')}
        </Button>
      }
    >
      <p>{t('webhooks.secret_lead')}</p>
      <CopyField label={t('webhooks.secret')} value={props.secret?.secret ?? ''} />
    </Modal>
  );
}
