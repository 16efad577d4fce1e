import { useState, type JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { copyText } from '../../shared/device.ts';
import { useTexts } from '../../shared/i18n.ts';
import { absoluteUrl } from '../../shared/request.ts';
import { platform } from '../../shared/platform';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box, Picture } from '../../shared/ui/primitives';
import { Sheet } from '../../shared/ui/sheet.tsx';
import { refreshMe } from '../session/start-session.ts';

/** Shown to bound people who do not follow the service account (row 340); gone once they do. */
export function FollowCard({ follow }: { follow: Me['follow'] }): JSX.Element | null {
  const texts = useTexts().follow;
  const [open, setOpen] = useState(false);
  if (follow.following || (follow.accountName === null && follow.accountAppId === null)) return null;
  const name = follow.accountName ?? texts.unnamed;
  const start = async (): Promise<void> => {
    const { accountAppId: appId, accountUserName: userName } = follow;
    const opened = appId !== null && (await platform.openServiceAccount({ appId, userName }));
    if (!opened) setOpen(true);
  };
  return (
    <>
      <Box className="hl-card" id="follow-card">
        <Box className="hl-row">
          <Badge icon="bell" />
          <Box className="hl-grow">
            <Box className="hl-strong">{texts.title}</Box>
            <Box className="hl-note">{texts.note(name)}</Box>
          </Box>
          <Button id="follow-action" kind="plain" small onPress={() => void start()}>
            {texts.action}
          </Button>
        </Box>
      </Box>
      {open ? (
        <Sheet title={texts.sheetTitle(name)} onClose={() => setOpen(false)}>
          {follow.qrUrl === null ? (
            <Box className="hl-sheet__text">{texts.sheetSearch}</Box>
          ) : (
            <Box className="hl-stack hl-center">
              <Picture className="hl-qr" src={absoluteUrl(follow.qrUrl)} label={texts.sheetTitle(name)} />
              <Box className="hl-sheet__text">{texts.sheetScan}</Box>
            </Box>
          )}
          {follow.qrUrl === null && follow.accountName !== null ? (
            <Box className="hl-title hl-center">{follow.accountName}</Box>
          ) : null}
          <Button
            id="follow-refresh"
            onPress={() => {
              setOpen(false);
              void refreshMe();
            }}
          >
            {texts.refresh}
          </Button>
          {follow.accountName === null ? null : (
            <Button id="follow-copy" kind="quiet" onPress={() => void copyText(name)}>
              {texts.copyName}
            </Button>
          )}
        </Sheet>
      ) : null}
    </>
  );
}
