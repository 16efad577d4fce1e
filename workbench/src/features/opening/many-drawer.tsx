import { Button, Checkbox, Drawer, Progress, Radio } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { base64Of } from '../../shared/base64.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import type { PartyKind } from '../crm/api.ts';
import { fetchRun, openingTemplate, planRun, startRun, type OpeningRunView, type PlanWish } from './api.ts';
import { useAbilities, useOpeningChanged } from './use-opening.ts';
import { rowWord } from './words.ts';
import './opening.css';

type People = PlanWish['people'];
const people: readonly People[] = ['first', 'all', 'none'];
const pollEveryMs = 1_500;

/** Many at once: what they take and what is left before, a result per row after (row 329). */
export function ManyDrawer(props: { kind: PartyKind; ids: readonly string[]; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const changed = useOpeningChanged();
  const chooser = useRef<HTMLInputElement>(null);
  const { kind, ids } = props;
  const abilities = useAbilities().data;
  const smsOn = abilities?.carriers.sms === true;
  const [file, setFile] = useState<File | null>(null);
  const [whom, setWhom] = useState<People>('first');
  const [sms, setSms] = useState(true);
  const [runId, setRunId] = useState<string | null>(null);
  const plan = useWrite((wish: PlanWish, key) => planRun(wish, key), {
    failure: 'inline',
    onDone: (made) => setRunId(made.id),
  });
  const one = useQuery({
    queryKey: ['account-opening', 'run', runId],
    queryFn: ({ signal }) => fetchRun(runId ?? '', signal),
    enabled: runId !== null,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? pollEveryMs : false),
  });
  const run = one.data;
  const start = useWrite((id: string, key) => startRun(id, key), {
    failure: 'inline',
    onDone: () => void one.refetch(),
  });
  const ended = run?.state === 'done';
  useEffect(() => {
    if (ended) changed(kind);
    // Once, when it has ended: what it changed is shown behind.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ended]);
  const preview = async () => {
    const wish = { kind, people: whom, sms: sms && smsOn };
    if (file === null) plan.mutate({ ...wish, items: ids.map((id) => ({ id })) });
    else {
      const content = await base64Of(file);
      plan.mutate({ ...wish, sheet: { name: file.name.slice(0, 120), content } });
    }
  };
  const waiting = run?.rows.filter(({ state }) => state === 'waiting').length ?? 0;
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t('opening.many')}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '92%' } : {})}
      footer={
        run === undefined ? (
          <Button
            type="primary"
            block={phone}
            disabled={file === null && ids.length === 0}
            loading={plan.isPending}
            onClick={() => void preview()}
          >
            {t('opening.many_plan')}
          </Button>
        ) : run.state === 'draft' || run.state === 'failed' ? (
          <Button
            type="primary"
            block={phone}
            disabled={waiting === 0}
            loading={start.isPending}
            onClick={() => start.mutate(run.id)}
          >
            {t('opening.many_start', { count: waiting })}
          </Button>
        ) : (
          <Button block={phone} onClick={props.onClose}>
            {t('opening.done')}
          </Button>
        )
      }
    >
      <div className="hl-stack">
        <p className="hl-muted">{t('opening.many_lead')}</p>
        {run === undefined ? (
          <>
            {ids.length === 0 ? null : <p>{t('opening.many_source.chosen', { count: ids.length })}</p>}
            {ids.length > 0 ? (
              <section>
                <h3 className="hl-small-title">{t('opening.many_people')}</h3>
                <Radio.Group
                  aria-label={t('opening.many_people')}
                  value={whom}
                  options={people.map((value) => ({ value, label: t(`opening.many_people.${value}`) }))}
                  onChange={(event) => setWhom(people.find((way) => way === event.target.value) ?? 'first')}
                />
              </section>
            ) : (
              <section>
                <h3 className="hl-small-title">{t('opening.many_source.sheet')}</h3>
                <div className="hl-row">
                  <Button href={openingTemplate(kind)} download>
                    {t('opening.many_template')}
                  </Button>
                  <Button onClick={() => chooser.current?.click()}>{t('opening.many_choose')}</Button>
                  <input
                    ref={chooser}
                    type="file"
                    hidden
                    aria-label={t('opening.many_choose')}
                    accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    onChange={(event) => {
                      setFile(event.target.files?.[0] ?? null);
                      event.target.value = '';
                    }}
                  />
                </div>
                {file === null ? null : <p className="hl-crm-long">{file.name}</p>}
              </section>
            )}
            <Checkbox
              checked={sms && smsOn}
              disabled={!smsOn}
              onChange={(event) => setSms(event.target.checked)}
            >
              {t('opening.many_sms')}
            </Checkbox>
            {smsOn ? null : <small className="hl-cell-note">{t('opening.no_sms')}</small>}
            <ErrorNotice error={plan.isError ? plan.error : null} />
          </>
        ) : (
          <RunView run={run} error={start.isError ? start.error : null} />
        )}
      </div>
    </Drawer>
  );
}

function RunView({ run, error }: { run: OpeningRunView; error: Error | null }) {
  const t = useText();
  const { enterprise, wechatUser } = run.needs;
  const short = enterprise.needs > enterprise.left || wechatUser.needs > wechatUser.left;
  return (
    <>
      {run.state === 'draft' || run.state === 'failed' ? (
        <>
          <p data-testid="opening-takes">
            {t('opening.takes', {
              ...{ enterprises: enterprise.needs, users: wechatUser.needs },
              ...{ leftEnterprises: enterprise.left, leftUsers: wechatUser.left },
            })}
          </p>
          {short ? <p className="hl-muted">{t('opening.many_short')}</p> : null}
        </>
      ) : null}
      {run.state === 'running' ? (
        <>
          <Progress percent={run.total === 0 ? 0 : Math.round((run.done / run.total) * 100)} />
          <p>{t('opening.many_progress', { done: run.done, total: run.total })}</p>
          <small className="hl-cell-note">{t('opening.many_close')}</small>
        </>
      ) : null}
      {run.state === 'done' ? (
        <p aria-live="polite">
          <strong>
            {t('opening.many_result', { total: run.total, opened: run.opened, refused: run.refused })}
          </strong>
        </p>
      ) : null}
      <ErrorNotice error={error} />
      <ul className="hl-opening-people">
        {run.rows.map((row) => (
          <li key={row.number}>
            <span>
              <strong>{row.name}</strong> <span className="hl-muted">{row.people.join(' ')}</span>
              {row.line === null ? null : (
                <small className="hl-cell-note">{t('opening.row.line', { line: row.line })}</small>
              )}
              {row.text === '' ? null : <small className="hl-cell-note">{row.text}</small>}
            </span>
            <Status tone={rowWord[row.state].tone}>{t(rowWord[row.state].key)}</Status>
          </li>
        ))}
      </ul>
    </>
  );
}
