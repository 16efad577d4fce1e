import type { JSX } from 'react';

import type { Me, Membership } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';

/**
 * The state in the glossary's word; nothing for a plain bound account, nor where the upstream's own
 * words stand alone (row 70).
 */
export function useStateWord(membership: Membership): string | null {
  const texts = useTexts().states;
  if (membership.ownPrompt?.alone === true) return null;
  if (membership.accountState === 'disabled') return texts.disabled;
  if (membership.accountState === 'binned') return texts.binned;
  if (membership.bindingState === 'waiting_quota') return texts.waiting_quota;
  if (membership.bindingState === 'suspended_phone') return texts.suspended_phone;
  return null;
}

/** Who I am here: name, company, roles, phone. */
export function IdentityCard({ membership }: { membership: Membership }): JSX.Element {
  const state = useStateWord(membership);
  return (
    <Box className="hl-card" id="identity">
      <Box className="hl-row">
        <Badge letter={membership.contactName} large round />
        <Box className="hl-grow">
          <Box className="hl-title" id="identity-name">
            {membership.contactName}
          </Box>
          <Box id="identity-company">{membership.downstreamName}</Box>
          <Box className="hl-note">{`${membership.upstreamName} · ${membership.phoneMasked}`}</Box>
        </Box>
      </Box>
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

/** The same place for somebody who is bound to nobody. */
export function VisitorCard({ me }: { me: Me }): JSX.Element {
  const texts = useTexts().me;
  return (
    <Box className="hl-card" id="visitor">
      <Box className="hl-row">
        <Badge icon="person" large round tone="plain" />
        <Box className="hl-grow">
          <Box className="hl-title">{texts.visitor}</Box>
          <Box className="hl-note">{texts.visitorNote}</Box>
          <Box className="hl-note">{me.upstream.displayName}</Box>
        </Box>
      </Box>
    </Box>
  );
}
