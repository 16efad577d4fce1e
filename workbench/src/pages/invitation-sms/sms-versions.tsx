import { Button, Space } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import {
  smsKey,
  submitDraft,
  type InvitationSms,
  type SmsKind,
  type SmsState,
} from '../../features/sms/api.ts';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

const states: Readonly<Record<SmsState, { tone: Tone; label: TextKey }>> = {
  draft: { tone: 'off', label: 'sms.state.draft' },
  in_review: { tone: 'wait', label: 'sms.state.in_review' },
  approved: { tone: 'good', label: 'sms.state.approved' },
  refused: { tone: 'bad', label: 'sms.state.refused' },
};

/** Each version with its state; which one people get now. */
export function SmsVersions(props: { sms: InvitationSms; kind: SmsKind }) {
  const t = useText();
  const { moment } = useZone();
  const queries = useQueryClient();
  const { sms, kind } = props;
  const submit = useWrite((id: string, key) => submitDraft(id, key), {
    onDone: (fresh) => {
      queries.setQueryData(smsKey, fresh);
    },
  });
  const versions = sms.versions.filter((one) => one.kind === kind);
  const waiting = versions.some(({ state }) => state === 'in_review');
  const live = versions.some((one) => one.live);
  const inside = (
    <ul className="hl-sms-versions">
      {versions.map((one) => (
        <li key={one.id}>
          <Space wrap>
            <strong>{t('sms.version', { number: one.number })}</strong>
            <Status tone={states[one.state].tone}>{t(states[one.state].label)}</Status>
            {one.live ? <Status tone="good">{t('sms.live')}</Status> : null}
            <span className="hl-muted">
              {t('sms.by', { name: one.createdBy, at: moment(one.decidedAt ?? one.createdAt) })}
            </span>
          </Space>
          <p>{one.content}</p>
          {one.reason === '' ? null : <p>{t('sms.reason', { reason: one.reason })}</p>}
          {one.state !== 'draft' ? null : waiting ? (
            <p className="hl-muted">{t('sms.wait_first')}</p>
          ) : (
            <Button
              loading={submit.isPending}
              onClick={() => {
                submit.mutate(one.id);
              }}
            >
              {t('sms.submit')}
            </Button>
          )}
        </li>
      ))}
      {kind !== 'text' ? null : (
        <li>
          <Space wrap>
            <strong>{t('sms.preset')}</strong>
            {live ? null : <Status tone="good">{t('sms.live')}</Status>}
          </Space>
          <p>{sms.preset}</p>
        </li>
      )}
    </ul>
  );
  return kind !== 'signature' ? <Panel title={t('sms.versions')}>{inside}</Panel> : inside;
}
