import { App, Button, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  codeOf,
  connectUpstream,
  listUpstreams,
  upstreamsKey,
  type UpstreamConnection,
} from '../../features/connections/api.ts';
import { phaseWord } from '../../features/connections/connection-words.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** What our own enterprise is a downstream of; by a code of theirs it becomes one, out of their quota. */
export function UpstreamsPage() {
  const t = useText();
  const { moment } = useZone();
  const canManage = useCan()('connections.manage');
  const columns: readonly Column<UpstreamConnection>[] = [
    {
      key: 'name',
      title: t('upstreams.column.name'),
      card: 'title',
      render: (row) => <strong>{row.upstreamName}</strong>,
      text: (row) => row.upstreamName,
    },
    {
      key: 'state',
      title: t('upstreams.column.state'),
      card: 'state',
      render: (row) => <Status tone={phaseWord[row.phase].tone}>{row.phaseLabel}</Status>,
      text: (row) => row.phaseLabel,
    },
    {
      key: 'edition',
      title: t('upstreams.column.edition'),
      render: (row) => row.editionLabel ?? '—',
      text: (row) => row.editionLabel ?? '',
    },
    {
      key: 'since',
      title: t('upstreams.column.since'),
      render: (row) => moment(row.connectedAt),
      text: (row) => moment(row.connectedAt),
    },
    {
      key: 'end',
      title: t('upstreams.column.end'),
      render: (row) => row.endText ?? '—',
      text: (row) => row.endText ?? '',
    },
  ];
  return (
    <Page title={t('upstreams.title')} lead={t('upstreams.lead')} actions={canManage ? <EnterCode /> : null}>
      <DataTable
        name={t('upstreams.title')}
        queryKey={upstreamsKey}
        fetchPage={async ({ signal }) => ({ items: (await listUpstreams(signal)).items, nextCursor: null })}
        columns={columns}
        empty={{ title: t('upstreams.empty'), hint: t('upstreams.empty_hint') }}
      />
    </Page>
  );
}

function EnterCode() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const connect = useWrite((code: string, key) => connectUpstream(code, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('upstreams.done'));
      void queries.invalidateQueries({ queryKey: upstreamsKey });
      setOpen(false);
    },
  });
  const code = codeOf(text);
  const submit = () => {
    setTried(true);
    if (code !== null && !connect.isPending) connect.mutate(code);
  };
  return (
    <>
      <Button
        type="primary"
        onClick={() => {
          setText('');
          setTried(false);
          connect.reset();
          setOpen(true);
        }}
      >
        {t('upstreams.enter')}
      </Button>
      <Modal
        open={open}
        title={t('upstreams.enter_title')}
        okText={t('upstreams.submit')}
        cancelText={t('common.cancel')}
        confirmLoading={connect.isPending}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form layout="vertical" onFinish={submit}>
          <Form.Item
            label={t('codes.code')}
            htmlFor="upstream-code"
            extra={t('upstreams.enter_hint')}
            {...(tried && code === null
              ? { validateStatus: 'error' as const, help: t('upstreams.enter_invalid') }
              : {})}
          >
            <Input
              id="upstream-code"
              value={text}
              autoComplete="off"
              autoFocus
              maxLength={200}
              onChange={(event) => {
                setText(event.target.value);
                connect.reset();
              }}
            />
          </Form.Item>
          <ErrorNotice error={connect.isError ? connect.error : null} />
        </Form>
      </Modal>
    </>
  );
}
