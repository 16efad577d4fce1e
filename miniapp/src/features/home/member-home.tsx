import type { JSX } from 'react';

import type { Me, Membership, Tile } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Badge, Icon } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box, Pressable } from '../../shared/ui/primitives';
import { useStateWord } from '../account/identity-card.tsx';
import { BlockedCard } from './blocked-card.tsx';
import { FollowCard } from './follow-card.tsx';
import { tileIcon, tilePage } from './tile-icon.ts';

function TileButton({ tile }: { tile: Tile }): JSX.Element {
  return (
    <Pressable
      id={`home-tile-${tile.key}`}
      className="hl-tile"
      label={`${tile.label},${tile.description}`}
      onPress={() => openPage(tilePage(tile.key))}
    >
      <Badge icon={tileIcon(tile.key)} />
      <Box className="hl-grow">
        <Box className="hl-strong">{tile.label}</Box>
        <Box className="hl-note">{tile.description}</Box>
      </Box>
    </Pressable>
  );
}

function Who({ me, membership }: { me: Me; membership: Membership }): JSX.Element {
  const texts = useTexts().home;
  const state = useStateWord(membership);
  const several = me.memberships.length > 1;
  return (
    <Box className="hl-card hl-who">
      <Box className="hl-row">
        <Box className="hl-grow hl-note" id="home-brand">
          {membership.upstreamName}
        </Box>
        {several ? (
          <Pressable id="home-switch" className="hl-chip" onPress={() => openPage('accounts')}>
            <Icon name="swap" small />
            {texts.switchAccount}
          </Pressable>
        ) : null}
      </Box>
      <Pressable id="home-me" className="hl-row hl-who__me" label={texts.mine} onPress={() => openPage('me')}>
        <Badge letter={membership.contactName} large round />
        <Box className="hl-grow">
          <Box className="hl-title" id="home-name">
            {texts.hello(membership.contactName)}
          </Box>
          <Box id="home-company">{membership.downstreamName}</Box>
        </Box>
        <Icon name="chevron" small dim />
      </Pressable>
      <Box className="hl-tags">
        {membership.roles.map((role) => (
          <Box key={role.key} className="hl-tag">
            {role.label}
          </Box>
        ))}
        {state === null ? null : <Box className="hl-tag hl-tag--warn">{state}</Box>}
      </Box>
    </Box>
  );
}

/** A bound person's home: whose it is, who he is, what he may use, and what is in the way. */
export function MemberHome({ me, membership }: { me: Me; membership: Membership }): JSX.Element {
  const texts = useTexts().home;
  return (
    <>
      <Who me={me} membership={membership} />
      {membership.endText === null ? null : (
        <Notice tone="warn" icon="clock" id="home-tail">
          {membership.endText}
        </Notice>
      )}
      <BlockedCard membership={membership} />
      {membership.tiles.length > 0 ? (
        <Box>
          <Box className="hl-group__title">{texts.use}</Box>
          <Box className="hl-tiles">
            {membership.tiles.map((tile) => (
              <TileButton key={tile.key} tile={tile} />
            ))}
          </Box>
        </Box>
      ) : null}
      {membership.tiles.length === 0 && membership.blockedReason === null ? (
        <Box className="hl-card">
          <Box className="hl-strong">{texts.noTiles}</Box>
          <Box className="hl-note">{texts.noTilesNote}</Box>
        </Box>
      ) : null}
      <FollowCard follow={me.follow} />
    </>
  );
}
