import { App, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  directoryKey,
  turnRequestDown,
  type StaffRequestRow,
} from '../../features/organisation/directory-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

export function TurnRequestDown(props: { row: StaffRequestRow; onClose: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row, onClose } = props;
  const [answer, setAnswer] = useState('');
  const turnDown = useWrite(turnRequestDown, {
    failure: 'inline',
    onDone: () => {
      void message.success(t('directory.request.turned_down'));
      void queries.invalidateQueries({ queryKey: directoryKey });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('directory.request.turn_down_title', { name: row.name })}
      okText={t('directory.request.turn_down')}
      okButtonProps={{ danger: true, loading: turnDown.isPending }}
      cancelText={t('common.cancel')}
      onOk={() => turnDown.mutate({ id: row.id, answer: answer.trim() })}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t('directory.request.answer')} htmlFor="request-answer">
          <Input.TextArea
            id="request-answer"
            value={answer}
            maxLength={200}
            autoSize={{ minRows: 2, maxRows: 4 }}
            onChange={(event) => setAnswer(event.target.value)}
          />
        </Form.Item>
      </Form>
      <ErrorNotice error={turnDown.isError ? turnDown.error : null} />
    </Modal>
  );
}
