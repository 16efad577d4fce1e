import { useEffect, useRef, useState } from 'react';

import { preview } from '../core/conversations.ts';
import type { Message } from '../core/schema.ts';
import { usePhone } from './context.tsx';

/** Tells screen readers what arrives, wherever they are on the phone. */
export function Announcer() {
  const { state, t } = usePhone();
  const [text, setText] = useState('');
  const { personId, memberId } = state.settings;
  const heard = useRef({ owner: '', seq: 0 });
  const last = newest(state.messages, state.workMessages);

  useEffect(() => {
    const owner = `${personId} ${memberId}`;
    if (state.messagesOwner !== owner) return;
    const before = heard.current;
    heard.current = { owner, seq: last?.seq ?? 0 };
    // What was there when the phone was taken up is no news.
    if (last === undefined || before.owner !== owner || last.seq <= before.seq) return;
    const words = preview(last, { image: t.chat.image, miniProgram: t.chat.miniProgram });
    setText(t.chat.newMessage(last.accountName ?? '', words));
  }, [last, memberId, personId, state.messagesOwner, t]);

  return (
    <p className="visually-hidden" aria-live="polite" data-testid="announcer">
      {text}
    </p>
  );
}

function newest(...lists: readonly (readonly Message[])[]): Message | undefined {
  return lists
    .flat()
    .filter((message) => message.direction === 'in')
    .reduce<Message | undefined>(
      (best, one) => (best === undefined || one.seq > best.seq ? one : best),
      undefined,
    );
}
