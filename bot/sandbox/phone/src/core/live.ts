import * as z from 'zod';

import { ControlError, look } from './client.ts';
import type { PhoneStore } from './phone.ts';
import { callsSchema, messagesSchema, stateSchema, type ApiCall, type Message } from './schema.ts';

const keptCalls = 60;
const pollMs = 1_000;
const eventSchema = z.object({ revision: z.number(), topics: z.array(z.string()).default([]) });

/** Keeps the store as the sandbox is; `refresh` brings it up to date now. */
export interface Live {
  refresh(): Promise<void>;
  stop(): void;
}

async function messagesOf(user: string): Promise<Message[]> {
  if (user === '' || user === ':') return [];
  // Read whole each time: a card's buttons change in place, and the history is short by design.
  const path = `/control/messages?user=${encodeURIComponent(user)}&after=0`;
  try {
    const { items } = await look(path, messagesSchema);
    return items.toSorted((a, b) => a.seq - b.seq);
  } catch (error) {
    // Somebody who is not there any more has no messages; all else is a failure.
    if (error instanceof ControlError && error.status === 404) return [];
    throw error;
  }
}

async function callsAfter(known: readonly ApiCall[]): Promise<readonly ApiCall[]> {
  const { items } = await look(`/control/calls?after=${known.at(-1)?.seq ?? 0}`, callsSchema);
  return items.length === 0 ? known : [...known, ...items].slice(-keptCalls);
}

/**
 * Follows the sandbox by its event stream, or by asking each second while there is none.
 * @param onWorld called after each new state, before it is drawn: chooses the person and member
 */
export function createLive(store: PhoneStore, onWorld: () => void): Live {
  let running: Promise<void> | null = null;
  // Readings asked for; one that begins now answers all that were asked before.
  let asked = 0;
  let poll: ReturnType<typeof setInterval> | null = null;
  let revision = -1;

  async function readOnce(): Promise<void> {
    try {
      const world = await look('/control/state', stateSchema);
      revision = world.revision;
      store.set({ world, online: true, clockOffsetMs: world.now - Date.now() });
      onWorld();
      const { personId, memberId } = store.get().settings;
      const [messages, workMessages, calls] = await Promise.all([
        messagesOf(personId),
        messagesOf(memberId),
        callsAfter(store.get().calls),
      ]);
      store.set({ calls });
      // The person may have changed while the answer was on its way.
      const now = store.get().settings;
      if (now.personId === personId && now.memberId === memberId) {
        store.set({ messages, workMessages, messagesOwner: `${personId} ${memberId}` });
      } else {
        asked += 1;
      }
    } catch {
      store.set({ online: false });
      startPolling();
    }
  }

  async function readUntilQuiet(): Promise<void> {
    let answered: number;
    do {
      answered = asked;
      await readOnce();
    } while (answered !== asked);
    running = null;
  }

  function refresh(): Promise<void> {
    if (running === null) running = readUntilQuiet();
    else asked += 1;
    return running;
  }

  function startPolling(): void {
    poll ??= setInterval(() => void refresh(), pollMs);
  }

  function stopPolling(): void {
    if (poll !== null) clearInterval(poll);
    poll = null;
  }

  const events = new EventSource('/control/events');
  events.onopen = () => {
    stopPolling();
    void refresh();
  };
  events.onerror = startPolling;
  events.onmessage = (message) => {
    const event = eventSchema.safeParse(parseJson(message.data));
    if (!event.success || event.data.revision !== revision) void refresh();
  };

  return {
    refresh,
    stop() {
      events.close();
      stopPolling();
    },
  };
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
