import type { JSX } from 'react';

import type { Membership } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../../shared/use-action.ts';
import { refreshMe } from '../session/start-session.ts';
import { saveConnectUpstreams } from './api.ts';

/** The admin's switch, and the page that is there while it is on (rows 21, 22). */
export function ConnectUpstreams({ membership }: { membership: Membership }): JSX.Element {
  const texts = useTexts();
  const action = useAction();
  const on = membership.connectUpstreams;
  const turn = (): void =>
    void action.run(async () => {
      await saveConnectUpstreams(!on);
      await refreshMe();
    });
  return (
    <>
      <CellGroup title={texts.connections.manage}>
        <Cell
          id="me-connect-upstreams"
          title={texts.connections.switchTitle}
          note={texts.connections.switchNote}
          value={on ? texts.connections.on : texts.connections.off}
          checked={on}
          disabled={action.busy}
          tail={<CheckMark checked={on} />}
          onPress={turn}
        />
        {on ? (
          <Cell id="me-upstreams" rule title={texts.titles.upstreams} onPress={() => openPage('upstreams')} />
        ) : null}
      </CellGroup>
      {action.error === null ? null : <Notice tone="danger">{action.error.message}</Notice>}
    </>
  );
}
