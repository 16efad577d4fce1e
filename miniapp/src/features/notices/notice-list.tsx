import Taro, { usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import type { JSX } from 'react';

import type { Membership, Notice } from '../../shared/contract.ts';
import { formatTime } from '../../shared/format-time.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Failure } from '../../shared/ui/failure.tsx';
import { Notice as Note } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import { Skeleton } from '../../shared/ui/skeleton.tsx';
import { useNotices } from './use-notices.ts';

function NoticeCard({ notice }: { notice: Notice }): JSX.Element {
  const language = useLanguage();
  return (
    <Box className="hl-card" role="listitem" testId="notice">
      <Box className="hl-row">
        <Box className="hl-grow hl-strong">{notice.title}</Box>
        <Box className="hl-tag hl-tag--plain">{notice.carrier}</Box>
      </Box>
      {notice.lines.length === 0 ? null : (
        <Box className="hl-lines">
          {notice.lines.map((line) => (
            <Box key={line.label} className="hl-lines__row">
              <Box className="hl-lines__label">{line.label}</Box>
              <Box className="hl-lines__value">{line.value}</Box>
            </Box>
          ))}
        </Box>
      )}
      <Box className="hl-caption">{formatTime(notice.createdAt, language)}</Box>
    </Box>
  );
}

/** What was sent to this account, newest first. */
export function NoticeList({ membership }: { membership: Membership }): JSX.Element {
  const allTexts = useTexts();
  const texts = allTexts.notices;
  const notices = useNotices(membership.id);
  useReachBottom(notices.loadMore);
  usePullDownRefresh(() => {
    void notices.first.reload().finally(() => Taro.stopPullDownRefresh());
  });
  if (notices.first.data === null) {
    if (notices.first.error === null) return <Skeleton cards={3} />;
    return <Failure error={notices.first.error} onRetry={() => void notices.first.reload()} />;
  }
  if (notices.items.length === 0) return <Empty icon="inbox" title={texts.empty} note={texts.emptyNote} />;
  return (
    <Box className="hl-stack hl-stack--loose" role="list">
      {notices.first.error === null ? null : <Note tone="danger">{notices.first.error.message}</Note>}
      {notices.items.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
      {notices.more.error === null ? null : <Note tone="danger">{notices.more.error.message}</Note>}
      {notices.hasMore ? (
        <Button id="notices-more" kind="quiet" busy={notices.more.busy} onPress={notices.loadMore}>
          {notices.more.error === null ? texts.more : allTexts.common.retry}
        </Button>
      ) : (
        <Box className="hl-caption hl-center">{texts.end}</Box>
      )}
    </Box>
  );
}
