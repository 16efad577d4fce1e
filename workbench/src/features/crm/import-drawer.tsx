import { App, Button, Drawer, Progress, Radio } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useErrorText } from '../../shared/i18n/use-error-text.ts';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import {
  importsKey,
  listImports,
  partiesKey,
  startImport,
  templateAddress,
  undoImport,
  uploadImport,
  type PartyImportRow,
  type PartyKind,
} from './api.ts';
import { importWord } from './words.ts';
import './crm.css';

const working = ['checking', 'running', 'undoing'];
type Rule = 'skip' | 'refuse';

/** Template, file, rule, start; and what became of the files before. */
export function ImportDrawer(props: { kind: PartyKind; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const errorText = useErrorText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { kind } = props;
  const chooser = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [rule, setRule] = useState<Rule | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const imports = useQuery({
    queryKey: importsKey(kind),
    queryFn: ({ signal }) => listImports(kind, signal),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => working.includes(state)) === true ? 1_500 : false,
  });
  const refresh = () => void queries.invalidateQueries({ queryKey: importsKey(kind) });
  // The list behind shows what came in, or went, when the work has ended.
  const busy = imports.data?.items.some(({ state }) => working.includes(state)) === true;
  useEffect(() => {
    if (!busy) void queries.invalidateQueries({ queryKey: partiesKey(kind) });
  }, [busy, kind, queries]);
  const start = useWrite(
    ({ id, duplicates }: { id: string; duplicates: Rule }, key) => startImport(id, duplicates, key),
    {
      failure: 'inline',
      onDone: () => {
        setFile(null);
        setShare(null);
        refresh();
      },
    },
  );
  const send = async () => {
    if (file === null || rule === null) return;
    setShare(0);
    try {
      const made = await uploadImport(kind, file, setShare);
      await start.mutateAsync({ id: made.id, duplicates: rule });
    } catch (error) {
      setShare(null);
      if (!start.isError) void message.error(errorText(error));
    }
  };
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t('crm.import')}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '92%' } : {})}
      footer={
        <Button
          type="primary"
          disabled={file === null || rule === null}
          loading={share !== null}
          onClick={() => void send()}
        >
          {t('crm.import.start')}
        </Button>
      }
    >
      <div className="hl-stack">
        <p className="hl-muted">{t('crm.import.hint')}</p>
        <div className="hl-row">
          <Button href={templateAddress(kind)} download>
            {t('crm.import.template')}
          </Button>
          <Button onClick={() => chooser.current?.click()}>{t('crm.import.choose')}</Button>
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label={t('crm.import.choose')}
            accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null);
              event.target.value = '';
            }}
          />
        </div>
        {file === null ? null : <p className="hl-crm-long">{file.name}</p>}
        <div>
          <h3 className="hl-small-title">{t('crm.import.rules')}</h3>
          <Radio.Group
            aria-label={t('crm.import.rules')}
            value={rule}
            onChange={(event) => setRule(event.target.value === 'skip' ? 'skip' : 'refuse')}
          >
            <Radio value="refuse">{t('crm.import.rule.refuse')}</Radio>
            <Radio value="skip">{t('crm.import.rule.skip')}</Radio>
          </Radio.Group>
          {rule === null ? <small className="hl-cell-note">{t('crm.import.rules_hint')}</small> : null}
        </div>
        {share === null ? null : <Progress percent={Math.round(share * 100)} />}
        <ErrorNotice error={start.isError ? start.error : imports.isError ? imports.error : null} />
        <h3>{t('crm.import.before')}</h3>
        {(imports.data?.items ?? []).map((row) => (
          <Imported key={row.id} row={row} onChanged={refresh} />
        ))}
        {imports.data?.items.length === 0 ? <p className="hl-muted">{t('crm.import.none')}</p> : null}
      </div>
    </Drawer>
  );
}

function Imported({ row, onChanged }: { row: PartyImportRow; onChanged: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const { moment } = useZone();
  const word = importWord[row.state];
  const undo = useWrite((id: string, key) => undoImport(id, key), { onDone: onChanged });
  const again = useWrite((id: string, key) => startImport(id, row.rules?.duplicates ?? 'refuse', key), {
    onDone: onChanged,
  });
  return (
    <section className="hl-crm-import">
      <div className="hl-row">
        <strong className="hl-crm-long">{row.fileName}</strong>
        <Status tone={word.tone}>{t(word.key)}</Status>
      </div>
      <small className="hl-cell-note">{`${row.byName} · ${moment(row.createdAt)}`}</small>
      {row.state === 'running' && row.total > 0 ? (
        <Progress percent={Math.round((row.done / row.total) * 100)} />
      ) : null}
      {['done', 'undone', 'failed', 'undoing'].includes(row.state) ? (
        <p>
          {t('crm.import.result', { total: row.total, created: row.created, skipped: row.skipped })}
          {row.undone === 0 ? null : ` · ${t('crm.import.result_undone', { undone: row.undone })}`}
        </p>
      ) : null}
      {row.problemCount === 0 ? null : (
        <>
          <p>{t('crm.import.problems', { count: row.problemCount })}</p>
          <ul className="hl-crm-list hl-crm-problems">
            {row.problems.map((problem, index) => (
              <li key={index}>
                {problem.column === ''
                  ? problem.text
                  : t('crm.import.problem', {
                      line: problem.line,
                      column: problem.column,
                      text: problem.text,
                    })}
              </li>
            ))}
          </ul>
        </>
      )}
      {row.state === 'failed' ? (
        <Button size="small" loading={again.isPending} onClick={() => again.mutate(row.id)}>
          {t('crm.import.again')}
        </Button>
      ) : null}
      {row.state === 'done' || row.state === 'failed' ? (
        <Button
          size="small"
          danger
          onClick={() =>
            ask({
              title: t('crm.import.undo_title', { name: row.fileName }),
              consequence: t('crm.import.undo_consequence'),
              verb: t('crm.import.undo'),
              danger: true,
              work: () => undo.mutateAsync(row.id),
            })
          }
        >
          {t('crm.import.undo')}
        </Button>
      ) : null}
    </section>
  );
}
