import { App, Button, Input } from 'antd';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { reportParty, type PartyKind } from './api.ts';

/** Below a refusal as a duplicate: say why the record should be one's own. */
export function ReportTwin(props: { kind: PartyKind; id: string }) {
  const t = useText();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [done, setDone] = useState(false);
  const report = useWrite((text: string, key) => reportParty(props.kind, props.id, text, key), {
    onDone: () => {
      setDone(true);
      void message.success(t('crm.report.sent'));
    },
  });
  if (done) return <p>{t('crm.report.sent')}</p>;
  return (
    <div className="hl-stack">
      <Input.TextArea
        aria-label={t('crm.report.reason')}
        placeholder={t('crm.report.reason')}
        maxLength={300}
        autoSize={{ minRows: 2, maxRows: 4 }}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button
        disabled={reason.trim().length < 2}
        loading={report.isPending}
        onClick={() => report.mutate(reason.trim())}
      >
        {t('crm.report.submit')}
      </Button>
    </div>
  );
}
