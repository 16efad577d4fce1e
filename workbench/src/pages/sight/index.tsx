import { CheckCircleFilled, CloseCircleFilled, InfoCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Form, Select, Skeleton } from 'antd';
import { useSearchParams } from 'react-router-dom';

import {
  explainableKinds,
  explanationQuery,
  type ExplainableKind,
  type Explanation,
} from '../../features/organisation/sight-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { RecordSelect } from './record-select.tsx';
import './sight.css';

/** Why somebody can or cannot see a record; what is asked stands in the address, so that a link asks it too. */
export function SightPage() {
  const t = useText();
  const [params, setParams] = useSearchParams();
  const staffId = params.get('staff') ?? '';
  const kind = explainableKinds.find((one) => one === params.get('kind')) ?? 'staff';
  const recordId = params.get('record') ?? '';
  const set = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(params);
    for (const [key, value] of Object.entries(changes)) next.set(key, value);
    setParams(next, { replace: true });
  };
  return (
    <Page title={t('sight.title')} lead={t('sight.lead')}>
      <Panel>
        <Form layout="vertical" className="hl-sight-form">
          <Form.Item label={t('sight.person')} htmlFor="sight-person">
            <RecordSelect
              id="sight-person"
              kind="staff"
              value={staffId}
              onChange={(staff) => set({ staff })}
            />
          </Form.Item>
          <Form.Item label={t('sight.kind')} htmlFor="sight-kind">
            <Select<ExplainableKind>
              id="sight-kind"
              value={kind}
              options={explainableKinds.map((value) => ({ value, label: t(`sight.kind.${value}`) }))}
              onChange={(value) => set({ kind: value, record: '' })}
            />
          </Form.Item>
          <Form.Item label={t('sight.record')} htmlFor="sight-record">
            <RecordSelect
              key={kind}
              id="sight-record"
              kind={kind}
              value={recordId}
              onChange={(record) => set({ record })}
            />
          </Form.Item>
        </Form>
      </Panel>
      {staffId === '' || recordId === '' ? (
        <Panel>
          <EmptyState title={t('sight.choose')} hint={t('sight.choose_hint')} />
        </Panel>
      ) : (
        <Answer staffId={staffId} kind={kind} recordId={recordId} />
      )}
    </Page>
  );
}

const icons = {
  yes: <CheckCircleFilled style={{ color: 'var(--hl-good)' }} aria-hidden="true" />,
  no: <CloseCircleFilled style={{ color: 'var(--hl-bad)' }} aria-hidden="true" />,
  fact: <InfoCircleOutlined aria-hidden="true" />,
} as const;

function Answer(props: { staffId: string; kind: ExplainableKind; recordId: string }) {
  const answer = useQuery(explanationQuery(props.staffId, props.kind, props.recordId));
  if (answer.isError) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton active paragraph={{ rows: 4 }} />;
  return <Told answer={answer.data} />;
}

function Told({ answer }: { answer: Explanation }) {
  const t = useText();
  const { person, record, visible, reads } = answer;
  const values = { person: person.name, record: record.name };
  return (
    <Panel>
      <p className="hl-sight-verdict" role="status">
        {t(visible ? 'sight.sees' : 'sight.sees_not', values)}
      </p>
      <p className="hl-muted">{t('sight.place', { place: person.department })}</p>
      <Reasons label={t('sight.reasons')} sentences={answer.sentences} />
      {reads !== null && (
        <>
          <p className="hl-sight-verdict hl-sight-second">
            {t(reads.allowed ? 'sight.reads' : 'sight.reads_not', values)}
          </p>
          <Reasons label={t('sight.read_reasons')} sentences={reads.sentences} />
        </>
      )}
    </Panel>
  );
}

function Reasons(props: { label: string; sentences: Explanation['sentences'] }) {
  return (
    <ul className="hl-sight-reasons" aria-label={props.label}>
      {props.sentences.map(({ tone, text }) => (
        <li key={text}>
          {icons[tone]}
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
