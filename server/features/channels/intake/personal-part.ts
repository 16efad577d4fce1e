import type { Keyring } from '../../../kernel/secrets.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import type { PersonalFact, PersonalPart, PersonAt } from '../../../kernel/personal-data.ts';
import { ChannelAccount, Follower } from '../channel.entity.ts';
import { Conversation, InboxRow } from '../inbox.entity.ts';
import { kindLabel } from './callback-texts.ts';
import { unpackContent } from './inbox-content.ts';
import { orderKeyOfPerson } from './inbox-item.ts';

const step = 1_000;
const iso = (at: Date | null | undefined) => at?.toISOString() ?? '';

/** What was typed, where the body is a text message. */
function typedText(clear: string): string {
  const found = /<Content>(?:<!\[CDATA\[)?([\s\S]*?)(?:\]\]>)?<\/Content>/.exec(clear);
  return found?.[1] ?? '';
}

/** Who follows, what people sent to an account, and when they last wrote. */
export function createChannelsPart(deps: { keyring: Keyring }): PersonalPart {
  const whichOf = ({ openids }: PersonAt) =>
    openids.map(({ channelAccountId, openid }) => ({ channelAccountId, openid }));

  /** His callbacks, oldest first; there is no index by sender, since each callback would pay for it. */
  async function* received(em: EntityManager, person: PersonAt, until: Date | null) {
    const mine = new Set(
      person.openids.map(({ channelAccountId, openid }) => `${channelAccountId} ${openid}`),
    );
    if (mine.size === 0) return;
    const accounts = [...new Set(person.openids.map(({ channelAccountId }) => channelAccountId))];
    for (let after = ''; ;) {
      const rows = await em.find(
        InboxRow,
        { id: { $gt: after }, channelAccountId: { $in: accounts } },
        {
          ...{ orderBy: { id: 'asc' }, limit: step, disableIdentityMap: true },
          fields: ['id', 'channelAccountId', 'sender', 'receivedAt', 'state', 'kind'],
        },
      );
      for (const row of rows) {
        const isHis = mine.has(`${row.channelAccountId} ${row.sender}`);
        if (isHis && (until === null || row.receivedAt <= until)) yield row;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < step) return;
      after = last.id;
    }
  }

  return {
    key: 'channels',
    columns: [
      ...['Follower.openid', 'Follower.identityId', 'Follower.boundContact', 'Follower.scene'],
      ...['InboxRow.sender', 'InboxRow.sealedContent', 'Conversation.id'],
    ],

    async collect(em, person, locale) {
      const followers = await em.find(Follower, { $or: [{ id: '' }, ...whichOf(person)] });
      const accounts = await em.find(ChannelAccount, {
        id: { $in: person.openids.map(({ channelAccountId }) => channelAccountId) },
      });
      const nameOf = new Map(accounts.map(({ id, name }) => [id, name]));
      const sent: PersonalFact[] = [];
      for await (const { id, kind, receivedAt, channelAccountId } of received(em, person, null)) {
        const row = await em.findOne(InboxRow, { id }, { disableIdentityMap: true });
        const text = row === null ? '' : typedText(unpackContent(deps.keyring.open(row.sealedContent)).clear);
        sent.push({
          ...{ app: nameOf.get(channelAccountId) ?? '', time: iso(receivedAt) },
          ...{ kind: kindLabel(locale, kind), text },
        });
      }
      return [
        {
          key: 'following',
          facts: followers.map((row) => ({
            ...{ app: nameOf.get(row.channelAccountId) ?? '', name: row.boundContact ?? '' },
            ...{ company: row.boundCompany ?? '', scene: row.scene ?? '' },
            ...{ followed: iso(row.followedAt), unfollowed: iso(row.unfollowedAt) },
          })),
        },
        { key: 'sent', facts: sent },
      ];
    },

    async leave(tx, person) {
      if (!person.whole) return;
      for (const { channelAccountId, openid } of person.openids) {
        // If he still follows, the next comparison finds a follower of whom nothing else is known.
        await tx.nativeDelete(Follower, { channelAccountId, openid });
        await tx.nativeDelete(Conversation, { id: `${channelAccountId}:${openid}` });
      }
    },

    async erase(em, person, { force }) {
      if (!person.whole) return 'done';
      let waiting = false;
      const gone: string[] = [];
      for await (const row of received(em, person, person.at)) {
        if (row.state === 'waiting' && !force) waiting = true;
        else gone.push(row.id);
      }
      for (let from = 0; from < gone.length; from += step) {
        const ids = gone.slice(from, from + step);
        await inTransaction(em, (tx) => tx.nativeDelete(InboxRow, { id: { $in: ids } }));
      }
      for (const { channelAccountId, openid } of person.openids) {
        // Their payloads and keys name him; those under way end first.
        const orderKey = orderKeyOfPerson(channelAccountId, openid);
        const ended = { state: { $in: ['done' as const, 'dead' as const] }, createdAt: { $lte: person.at } };
        await inTransaction(em, async (tx) => {
          await tx.nativeDelete(Job, { orderKey, ...ended });
          const asked = { uniqueKey: { $like: `unionid:${channelAccountId}:${openid}:%` } };
          await tx.nativeDelete(Job, { ...asked, ...ended });
        });
      }
      return waiting ? 'later' : 'done';
    },
  };
}
