import { startSandbox } from '../../bot/sandbox/index.ts';
import { demoWorld } from '../../config/demo-world.ts';
import { InboxRow } from '../features/channels/inbox.entity.ts';
import { createOffsetClock } from '../kernel/clock.ts';
import { openCallbackWorld } from './callbacks.ts';
import { openPlatformLine } from './platform-line.ts';

const { officialAccount, miniProgram } = demoWorld;

/** How wrong the wrong ones are. */
export const apartMs = 600_000;

function clockBy(ms: number) {
  const clock = createOffsetClock();
  clock.setOffset(ms);
  return clock;
}

/** Servers of one database whose clocks are apart: one is right, as the sandbox is, one ahead, one behind. */
export async function openApart() {
  const clocks = { right: clockBy(0), ahead: clockBy(apartMs), behind: clockBy(-apartMs) };
  const sandbox = await startSandbox({ port: 0 });
  const line = await openPlatformLine(sandbox.port);
  const right = await openCallbackWorld({ clock: clocks.right, sandboxPort: line.port });
  const { appId, secret, token, encodingAesKey } = officialAccount;
  const service = await right.connect('official-account', { appId, secret, token, encodingAesKey });
  await right.connect('mini-program', { appId: miniProgram.appId, secret: miniProgram.secret });
  const sharing = { databaseUrl: right.databaseUrl, enterpriseId: right.enterpriseId };
  const ahead = await openCallbackWorld({ clock: clocks.ahead, sandboxPort: line.port, sharing });
  const behind = await openCallbackWorld({ clock: clocks.behind, sandboxPort: line.port, sharing });
  return {
    clocks,
    sandbox,
    line,
    service,
    right,
    ahead,
    behind,
    async storedOf(openid: string): Promise<number> {
      return right.em().count(InboxRow, { channelAccountId: service.id, sender: openid });
    },
    async end(): Promise<void> {
      await behind.end();
      await ahead.end();
      await right.end();
      line.close();
      await sandbox.close();
    },
  };
}
export type Apart = Awaited<ReturnType<typeof openApart>>;
