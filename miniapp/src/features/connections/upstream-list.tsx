import { useDidShow } from '@tarojs/taro';
import type { JSX } from 'react';

import type { Membership, UpstreamConnection } from '../../shared/contract.ts';
import { formatTime } from '../../shared/format-time.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { useResource } from '../../shared/use-resource.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { fetchAvailability } from '../own-order/api.ts';
import { fetchUpstreams } from './api.ts';

function Upstream({ row, sold }: { row: UpstreamConnection; sold: boolean }): JSX.Element {
  const all = useTexts();
  const texts = all.connections;
  const language = useLanguage();
  const time = formatTime(row.connectedAt, language);
  return (
    <Box className="hl-card" testId="upstream">
      <Box className="hl-row">
        <Badge letter={row.upstreamName} />
        <Box className="hl-grow">
          <Box className="hl-strong">{row.upstreamName}</Box>
          <Box className="hl-note">{row.phase === 'pending' ? texts.asked(time) : texts.since(time)}</Box>
        </Box>
      </Box>
      <Box className="hl-tags">
        <Box className={`hl-tag ${row.phase === 'active' ? '' : 'hl-tag--warn'}`}>{row.phaseLabel}</Box>
        {row.editionLabel === null ? null : <Box className="hl-tag">{row.editionLabel}</Box>}
      </Box>
      {row.endText === null ? null : <Box className="hl-note">{row.endText}</Box>}
      {sold && row.phase !== 'pending' && row.mayBuy ? (
        <Button kind="quiet" onPress={() => openPage('own-order', { connection: row.id })}>
          {row.ownEdition ? all.ownOrder.renew : all.ownOrder.buy}
        </Button>
      ) : null}
    </Box>
  );
}

/** The upstreams of the company that the chosen account manages, and the way to another one. */
export function UpstreamList({ membership }: { membership: Membership }): JSX.Element {
  const texts = useTexts().connections;
  const language = useLanguage();
  const list = useResource(`${membership.id} ${language}`, fetchUpstreams);
  const sale = useResource(membership.id, fetchAvailability);
  const sold = sale.data?.available === true;
  // Back from a purchase: its date is shown at once.
  useDidShow(() => {
    if (list.data !== null) void list.reload();
  });
  if (list.error !== null && list.data === null) {
    return <Failure error={list.error} onRetry={() => void list.reload()} />;
  }
  if (list.data === null) return <Skeleton />;
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-title">{list.data.companyName}</Box>
      </Box>
      {list.data.items.length === 0 ? <Empty icon="store" title={texts.none} /> : null}
      {list.data.items.map((row) => (
        <Upstream key={row.id} row={row} sold={sold} />
      ))}
      <Box className="hl-foot">
        <Button id="upstreams-enter" onPress={() => openPage('invitation')}>
          {texts.enterTitle}
        </Button>
      </Box>
    </>
  );
}
