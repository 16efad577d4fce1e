import { App, Modal, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { fetchOwners, handOver, partiesKey, type HandOver, type PartyKind } from './api.ts';

const pool = 'pool';

/** Gives these records, or all of a leaver's, to another owner or back to the pool. */
export function HandOverDialog(props: {
  kind: PartyKind;
  /** What is handed over; `leavers`: the person is chosen here. */
  ids: readonly string[] | 'leavers';
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { kind, ids } = props;
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const owners = useQuery({
    queryKey: [...partiesKey(kind), 'owners'],
    queryFn: ({ signal }) => fetchOwners(kind, signal),
  });
  const of = (state: 'active' | 'left') =>
    (owners.data?.items ?? [])
      .filter((owner) => owner.state === state)
      .map(({ id, name }) => ({ value: id, label: name }));
  const give = useWrite((wish: HandOver, key) => handOver(kind, wish, key), {
    failure: 'inline',
    onDone: ({ count }) => {
      void message.success(t('crm.hand_over_done', { count }));
      void queries.invalidateQueries({ queryKey: partiesKey(kind) });
      props.onDone();
    },
  });
  const ready = to !== null && (ids !== 'leavers' || from !== null);
  const submit = () => {
    if (to === null) return;
    const ownerId = to === pool ? null : to;
    if (ids !== 'leavers') give.mutate({ ids, ownerId });
    else if (from !== null) give.mutate({ fromOwnerId: from, ownerId });
  };
  return (
    <Modal
      open
      title={t('crm.hand_over')}
      okText={t('crm.hand_over')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={give.isPending}
      onOk={submit}
      onCancel={props.onClose}
    >
      <div className="hl-stack">
        {ids === 'leavers' ? (
          <>
            <p className="hl-muted">{t('crm.leavers_hint')}</p>
            <Select
              aria-label={t('crm.leaver')}
              placeholder={t('crm.leaver')}
              value={from}
              options={of('left')}
              notFoundContent={t('crm.no_leavers')}
              onChange={(value) => setFrom(value ?? null)}
            />
          </>
        ) : (
          <p className="hl-muted">{t('crm.hand_over_hint', { count: ids.length })}</p>
        )}
        <Select
          aria-label={t('crm.new_owner')}
          placeholder={t('crm.new_owner')}
          showSearch
          optionFilterProp="label"
          value={to}
          options={[...of('active'), { value: pool, label: t('crm.scope.pool') }]}
          onChange={(value) => setTo(value ?? null)}
        />
        <ErrorNotice error={give.isError ? give.error : owners.isError ? owners.error : null} />
      </div>
    </Modal>
  );
}
