import { App, Button, Form, Modal } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { quotaKey } from '../quota/api.ts';
import { connectionsKey, fetchOffer, giveEdition, usesKey, type ConnectionDetail } from './api.ts';
import { EditionSelect } from './edition-select.tsx';

/** Gives a downstream an edition, another one, or none. */
export function GiveEdition(props: { connection: ConnectionDetail }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { connection } = props;
  const held = connection.edition?.key ?? null;
  const [open, setOpen] = useState(false);
  const [edition, setEdition] = useState<string | null>(held);
  const offer = useQuery({
    queryKey: [...connectionsKey, 'offer'],
    queryFn: ({ signal }) => fetchOffer(signal),
    enabled: open,
  });
  const give = useWrite((wanted: string | null, key) => giveEdition(connection.id, wanted, key), {
    failure: 'inline',
    onDone: (after) => {
      void message.success(t('connections.edition.done', { name: after.name }));
      for (const queryKey of [connectionsKey, quotaKey, usesKey])
        void queries.invalidateQueries({ queryKey });
      setOpen(false);
    },
  });
  const verb = t(held === null ? 'connections.edition.give' : 'connections.edition.change');
  return (
    <>
      <Button
        onClick={() => {
          setEdition(held);
          give.reset();
          setOpen(true);
        }}
      >
        {verb}
      </Button>
      <Modal
        open={open}
        title={t('connections.edition.title', { name: connection.name })}
        okText={verb}
        okButtonProps={{ disabled: edition === held }}
        cancelText={t('common.cancel')}
        confirmLoading={give.isPending}
        onOk={() => give.mutate(edition)}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form layout="vertical">
          <Form.Item
            label={t('connections.form.edition')}
            htmlFor="give-edition"
            extra={t('connections.edition.consequence')}
          >
            <EditionSelect
              id="give-edition"
              label={t('connections.form.edition')}
              offer={offer.data}
              value={edition}
              held={held}
              onChange={(value) => {
                setEdition(value);
                give.reset();
              }}
            />
          </Form.Item>
          <ErrorNotice error={give.isError ? give.error : null} />
        </Form>
      </Modal>
    </>
  );
}
