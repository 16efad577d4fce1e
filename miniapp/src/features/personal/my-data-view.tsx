import { useEffect, useState, type JSX } from 'react';

import type { PersonalExport, PhoneProof } from '../../shared/contract.ts';
import { copyText } from '../../shared/device.ts';
import { formatTime } from '../../shared/format-time.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { openDownload } from '../../shared/open-download';
import { useAction } from '../../shared/use-action.ts';
import { useResource } from '../../shared/use-resource.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { askExport, linkToExport, listExports } from './api.ts';
import { ProveStep } from './prove-step.tsx';

/** While a file is being made, or its link was given out and is not used yet. */
const lookAgainMs = 1_500;

/** 导出我的信息 on the screen: ask, wait, fetch once. */
export function MyDataView(): JSX.Element {
  const texts = useTexts().personal;
  const language = useLanguage();
  const list = useResource(`my-data:${language}`, listExports);
  const [proving, setProving] = useState(false);
  const action = useAction();
  const { data, reload } = list;
  const waits = data?.items.some(({ state }) => state === 'queued') === true;
  // The browser fetches in its own time: the list read right after may still say «ready».
  const [linkedId, setLinkedId] = useState<string | null>(null);
  const isOnItsWay = data?.items.some(({ id, state }) => id === linkedId && state === 'ready') === true;
  const changes = waits || isOnItsWay;
  useEffect(() => {
    if (!changes) return undefined;
    const timer = setInterval(() => void reload(), lookAgainMs);
    return () => clearInterval(timer);
  }, [changes, reload]);
  if (list.error !== null && data === null) {
    return <Failure error={list.error} onRetry={() => void reload()} />;
  }
  if (data === null) return <Skeleton />;
  const ask = (proof: PhoneProof | null): void =>
    void action.run(async () => {
      await askExport(proof?.proofId);
      setProving(false);
      await reload();
    });
  const fetchFile = ({ id }: PersonalExport, how: (url: string) => void | Promise<void>): void =>
    void action.run(async () => {
      const { url } = await linkToExport(id);
      await how(url);
      setLinkedId(id);
      await reload();
    });
  if (proving) {
    return (
      <ProveStep
        purpose={texts.exportProof}
        smsOffered={data.smsOffered}
        busy={action.busy}
        trouble={action.error?.message ?? null}
        onProved={ask}
      />
    );
  }
  const download = openDownload;
  const ready = data.items.find(({ state }) => state === 'ready');
  return (
    <>
      <Card id="export-explained">
        <Box className="hl-large" role="heading">
          {texts.exportTitle(data.upstreamName)}
        </Box>
        <Box className="hl-point">{texts.exportWhat}</Box>
        <Box className="hl-point">{texts.exportOnce}</Box>
        <Box className="hl-note">{texts.exportOthers}</Box>
      </Card>
      {action.error === null ? null : <Notice tone="danger">{action.error.message}</Notice>}
      {data.items.length === 0 ? null : (
        <CellGroup title={texts.exportFiles}>
          {data.items.map((item, index) => (
            <Cell
              key={item.id}
              testId="export-file"
              rule={index > 0}
              title={formatTime(item.createdAt, language)}
              note={texts.exportState[item.state]}
            />
          ))}
        </CellGroup>
      )}
      <Box className="hl-foot">
        {ready === undefined ? (
          <Button
            id="export-ask"
            busy={action.busy || waits}
            onPress={() => (data.phoneNeeded ? setProving(true) : ask(null))}
          >
            {waits ? texts.exportWaits : texts.exportVerb}
          </Button>
        ) : (
          <>
            {download === null ? null : (
              <Button id="export-fetch" busy={action.busy} onPress={() => fetchFile(ready, download)}>
                {texts.exportFetch}
              </Button>
            )}
            <Button
              id="export-copy"
              kind={download === null ? 'primary' : 'quiet'}
              disabled={action.busy}
              onPress={() => fetchFile(ready, copyText)}
            >
              {texts.exportCopy}
            </Button>
          </>
        )}
      </Box>
    </>
  );
}
