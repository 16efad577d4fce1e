import { App, Button, Modal, Select, Skeleton } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  campaignsKey,
  fetchMarketing,
  fetchMarketingPeople,
  marketingKey,
  sendCampaign,
} from '../../features/sms/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';

/** Sends the approved text: to everybody who is bound, or to some; only who has agreed gets it. */
export function SendPanel() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const state = useQuery({ queryKey: marketingKey, queryFn: ({ signal }) => fetchMarketing(signal) });
  const people = useQuery({
    queryKey: [...marketingKey, 'people'],
    queryFn: ({ signal }) => fetchMarketingPeople(signal),
  });
  const send = useWrite(
    (contentId: string, key) =>
      sendCampaign({ contentId, userIds: chosen.length === 0 ? null : chosen }, key),
    {
      onDone: () => {
        setAsking(false);
        setChosen([]);
        void queries.invalidateQueries({ queryKey: campaignsKey });
        void message.success(t('smsservice.sent_off'));
      },
    },
  );
  if (state.isError)
    return (
      <Panel title={t('smsservice.send')}>
        <ErrorState error={state.error} onRetry={() => void state.refetch()} />
      </Panel>
    );
  if (state.data === undefined)
    return (
      <Panel title={t('smsservice.send')}>
        <Skeleton active title={false} />
      </Panel>
    );
  const { live, hours, perPerson, perHour, people: counts, serviceOn } = state.data;
  const why = !serviceOn
    ? t('sms.service_off')
    : live === null
      ? t('smsservice.no_text')
      : counts.bound === 0
        ? t('smsservice.nobody')
        : null;
  return (
    <Panel title={t('smsservice.send')}>
      <p>{t('smsservice.people', counts)}</p>
      <p className="hl-muted">
        {t('smsservice.limits', { ...hours, most: perPerson.most, days: perPerson.days, perHour })}
      </p>
      <Select
        mode="multiple"
        className="hl-sms-people"
        aria-label={t('smsservice.choose')}
        placeholder={t('smsservice.everybody')}
        optionFilterProp="label"
        maxCount={200}
        value={chosen}
        onChange={setChosen}
        options={(people.data?.items ?? []).map(({ id, name, company, phoneMasked, standing }) => ({
          value: id,
          label: `${name} · ${company} · ${phoneMasked} · ${t(`smsservice.standing.${standing}`)}`,
        }))}
      />
      {why === null ? null : <p className="hl-muted">{why}</p>}
      <Button type="primary" disabled={why !== null} onClick={() => setAsking(true)}>
        {t('smsservice.send_button')}
      </Button>
      <Modal
        open={asking && live !== null}
        title={t('smsservice.confirm_title')}
        okText={t('smsservice.send_button')}
        cancelText={t('common.cancel')}
        confirmLoading={send.isPending}
        onCancel={() => setAsking(false)}
        onOk={() => {
          if (live !== null) send.mutate(live.id);
        }}
      >
        <p>{live?.content}</p>
        <p>
          {chosen.length === 0
            ? t('smsservice.confirm_all', { bound: counts.bound })
            : t('smsservice.confirm_chosen', { chosen: chosen.length })}
        </p>
      </Modal>
    </Panel>
  );
}
