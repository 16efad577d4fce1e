import { App, Input, Modal } from 'antd';
import { useState } from 'react';

import { refuseRegistration, type RegistrationRow } from '../../features/registration/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

/** Why it is refused: the person reads it on his phone. */
export function RefuseDialog(props: { row: RegistrationRow; onDone: () => void; onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const refuse = useWrite((given: string, key) => refuseRegistration(props.row.id, given, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('registrations.refused'));
      props.onDone();
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={`${t('registrations.refuse_title')} · ${props.row.name}`}
      okText={t('registrations.refuse_submit')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={refuse.isPending}
      onOk={() => refuse.mutate(reason.trim())}
      onCancel={props.onClose}
    >
      <div className="hl-stack">
        <p className="hl-muted">{t('registrations.reason_hint')}</p>
        <Input.TextArea
          aria-label={t('registrations.reason')}
          placeholder={t('registrations.reason')}
          maxLength={100}
          showCount
          autoSize={{ minRows: 2, maxRows: 4 }}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <ErrorNotice error={refuse.isError ? refuse.error : null} />
      </div>
    </Modal>
  );
}
