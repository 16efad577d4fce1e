import type { Composer } from '../../../../bot/core/composer.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import type { JobNews } from '../../../kernel/jobs/job-news.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Metrics } from '../../../kernel/log/metrics.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { ChannelAccount } from '../channel.entity.ts';
import type { Records } from '../accounts.ts';
import type { EffectSources } from './callback-effects.ts';
import { createChatNotes, type KeptChats } from './chat-notes.ts';
import { createCallbackListener } from './callback-http.ts';
import { callbackWork, createCallbackWork, type FindAccount } from './callback-work.ts';
import { createFollowers, type FollowerBook, type FollowerIdentities } from './followers.ts';
import { inboxDoor } from './inbox-door.ts';
import { createInboxWriter } from './inbox-writer.ts';
import { createIntake, type CallbackAccounts } from './intake.ts';
import { createLateReplies, createLateReplyWork, lateReply, type LateReplySender } from './late-replies.ts';
import { createReceivedRoutes } from './received.routes.ts';
import {
  createConversationNotes,
  createNoteConversationsWork,
  noteConversations,
  noteConversationsSchedule,
  serviceWindow,
} from './service-window.ts';

export interface InboxIntakeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly keyring: Keyring;
  readonly accounts: CallbackAccounts;
  readonly identities: FollowerIdentities;
  readonly lateReplySender: LateReplySender;
  readonly makeBot: (followers: FollowerBook) => Composer<EntityManager>;
  /** Hears of the jobs that callbacks leave. */
  readonly announce: (jobs: readonly JobNews[]) => void;
  /** Hears of each callback that was stored. */
  readonly heard: (channelAccountId: string, at: Date) => void;
  readonly records: Records;
  /** What of other features a callback's page shows. */
  readonly effects: EffectSources;
  readonly chats: KeptChats;
}

const findAccount: FindAccount = async (em, id) => {
  const row = await em.findOne(ChannelAccount, { id });
  if (row === null) return null;
  return {
    id: row.id,
    enterpriseId: row.enterpriseId,
    channel: row.kind,
    appId: row.appId,
    mayAct: row.callbackMode !== 'plain',
  };
};

/** The intake of callbacks, put together: the way in, the inbox, and the work that follows. */
export function createInboxIntake(deps: InboxIntakeDeps) {
  const { db, clock, log, metrics, keyring } = deps;
  const followers = createFollowers({ db, identities: deps.identities });
  const bot = deps.makeBot(followers);
  const writer = createInboxWriter({ db, clock, keyring, announce: deps.announce, heard: deps.heard });
  const conversations = createConversationNotes({
    ...{ db, clock },
    chats: createChatNotes({ chats: deps.chats, keyring, log }),
  });
  const lateReplies = createLateReplies({ db, clock, log });
  const intake = createIntake({ accounts: deps.accounts, bot, writer, lateReplies, clock, log, metrics });
  return {
    listener: createCallbackListener(intake),
    followers,
    door: inboxDoor,
    isBusy: () => intake.isBusy(),
    async stop(): Promise<void> {
      await lateReplies.stop();
      await writer.stop();
    },
    routes: createReceivedRoutes({
      keyring,
      clock,
      dialect: db.dialect,
      records: deps.records,
      effects: deps.effects,
    }),
    conversations,
    jobKinds: [callbackWork, lateReply, noteConversations],
    schedules: [noteConversationsSchedule],
    handlers: [
      createNoteConversationsWork(conversations),
      createCallbackWork({ bot, findAccount, keyring }),
      createLateReplyWork({ bot, sender: deps.lateReplySender, findAccount, keyring }),
    ],
  };
}

export { serviceWindow };
export { createBodyReader } from './callback-http.ts';
export { createChannelsPart } from './personal-part.ts';
