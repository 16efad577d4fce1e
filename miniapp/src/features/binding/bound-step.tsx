import type { JSX } from 'react';

import type { Me, Membership } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { platform } from '../../shared/platform';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { BlockedCard } from '../home/blocked-card.tsx';
import { FollowCard } from '../home/follow-card.tsx';
import { tileIcon } from '../home/tile-icon.ts';

/** Done: which company, which roles, what to do with it; and how messages will reach him. */
export function BoundStep({ me, membership }: { me: Me; membership: Membership }): JSX.Element {
  const texts = useTexts();
  const blocked = membership.blockedReason !== null || membership.bindingState === 'waiting_quota';
  // The upstream's words alone: the system does not say why.
  const quiet = membership.ownPrompt?.alone === true;
  const leave = async (): Promise<void> => {
    // Asked on a tap that matters (row 340), and inside it: WeChat refuses it elsewhere.
    await platform.subscribe(me.subscribeTemplateIds);
    restartAt('home');
  };
  return (
    <>
      <Box className="hl-stack hl-brand" id="bind-success" role="status">
        <Badge icon={blocked ? 'clock' : 'check'} large round tone={blocked ? 'warn' : 'primary'} />
        <Box className="hl-large" role="heading">
          {blocked && !quiet ? texts.bind.waitingTitle : texts.bind.successTitle}
        </Box>
        <Box className="hl-title" id="bind-company">
          {membership.downstreamName}
        </Box>
        <Box className="hl-note">{`${membership.contactName} · ${membership.phoneMasked}`}</Box>
        <Box className="hl-tags" label={texts.bind.successRoles}>
          {membership.roles.map((role) => (
            <Box key={role.key} className="hl-tag">
              {role.label}
            </Box>
          ))}
        </Box>
      </Box>
      <BlockedCard membership={membership} />
      {membership.tiles.length === 0 || blocked ? null : (
        <CellGroup title={texts.bind.successUse}>
          {membership.tiles.map((tile, index) => (
            <Cell
              key={tile.key}
              id={`bound-tile-${tile.key}`}
              rule={index > 0}
              title={tile.label}
              note={tile.description}
              lead={<Badge icon={tileIcon(tile.key)} />}
            />
          ))}
        </CellGroup>
      )}
      <FollowCard follow={me.follow} />
      <Box className="hl-foot">
        <Button id="bind-home" onPress={() => void leave()}>
          {texts.common.goHome}
        </Button>
      </Box>
    </>
  );
}
