import { LockMode } from '@mikro-orm/core';

import type { Followers } from '../../../../bot/features/following.ts';
import type { FollowerState } from '../../../../bot/core/reply.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { newId } from '../../../kernel/ids.ts';
import { Follower } from '../channel.entity.ts';
import { stranger } from './inbox-item.ts';
import { isAfter, laterOf } from '../../../kernel/times.ts';

/** What a guide says to somebody who is bound. */
export interface BoundAs {
  readonly contact: string;
  readonly company: string;
  readonly salesperson: string | null;
}

/** Who of the accounts' people a follower is; the accounts feature fits it by shape. */
export interface FollowerIdentities {
  /** How the person behind this openid is bound at the account's enterprise, or null. */
  boundAs(tx: EntityManager, enterpriseId: string, appId: string, openid: string): Promise<BoundAs | null>;
  /** A follow happened: the place to learn the unionid, if there is one. */
  followed(
    tx: EntityManager,
    input: {
      channelAccountId: string;
      enterpriseId: string;
      openid: string;
      at: Date;
      /** Not before: many at once leave room for others. */
      runAt?: Date;
    },
  ): Promise<void>;
}

/** The account and the person, and what a list of the platform's is worth against what callbacks told. */
export interface FoundInList {
  readonly account: { readonly id: string; readonly enterpriseId: string; readonly appId: string };
  readonly openid: string;
  /** What callbacks told later than this stands. */
  readonly asOf: Date;
}

function stateOf(row: Follower): FollowerState {
  return {
    following: row.following,
    bound: row.bound,
    contact: row.boundContact ?? null,
    company: row.boundCompany ?? null,
    salesperson: row.boundSalesperson ?? null,
  };
}

/**
 * Whoever changes a follower holds his row: what he finds in it is what others have written last. Looked
 * for first and held by its id then: MySQL would hold the gap where a row is not, and two who make their
 * rows there would wait for each other.
 */
async function heldRow(
  tx: EntityManager,
  channelAccountId: string,
  openid: string,
): Promise<Follower | null> {
  const found = await tx.findOne(
    Follower,
    { channelAccountId, openid },
    { fields: ['id'], disableIdentityMap: true },
  );
  if (found === null) return null;
  return tx.findOne(Follower, { id: found.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

export async function readFollower(
  tx: EntityManager,
  channelAccountId: string,
  openid: string,
): Promise<FollowerState> {
  const row = await tx.findOne(Follower, { channelAccountId, openid });
  return row === null ? stranger : stateOf(row);
}

export interface FollowerBook extends Followers<EntityManager> {
  /** Writes how a person is bound beside his openids, for the guide's variant; null: not bound. */
  setBound(
    tx: EntityManager,
    accounts: readonly {
      readonly channelAccountId: string;
      readonly enterpriseId: string;
      readonly openid: string;
    }[],
    bound: BoundAs | null,
    at: Date,
  ): Promise<void>;
  isFollowing(em: EntityManager, channelAccountId: string, openid: string): Promise<boolean>;
  /**
   * The platform lists him: what a follow's work does, without its guide, unless it was known or
   * something newer is. The scene stays what it was: a list tells none.
   * @returns whether anything changed
   */
  foundFollowing(tx: EntityManager, found: FoundInList & { listedAt: Date; runAt: Date }): Promise<boolean>;
  /** The platform's list does not name him: what an unfollow's work does, unless something newer is known. */
  foundGone(tx: EntityManager, found: FoundInList): Promise<boolean>;
}

export function createFollowers(deps: { db: Database; identities: FollowerIdentities }): FollowerBook {
  async function rowOf(
    tx: EntityManager,
    key: { channelAccountId: string; enterpriseId: string; openid: string },
    at: Date,
  ): Promise<Follower> {
    const { channelAccountId, openid } = key;
    const found = await heldRow(tx, channelAccountId, openid);
    return (
      found ?? tx.create(Follower, { id: newId(), ...key, following: false, bound: false, updatedAt: at })
    );
  }
  function write(row: Follower, bound: BoundAs | null): void {
    row.bound = bound !== null;
    row.boundContact = bound?.contact ?? null;
    row.boundCompany = bound?.company ?? null;
    row.boundSalesperson = bound?.salesperson ?? null;
  }

  return {
    async followed(tx, account, openid, scene, at) {
      const key = { channelAccountId: account.id, enterpriseId: account.enterpriseId, openid };
      const row = await rowOf(tx, key, at);
      // Work that was given up and is tried again may be older than what came since: it turns nothing back.
      if (!isAfter(row.unfollowedAt, at)) row.following = true;
      if (!isAfter(row.followedAt, at)) {
        row.followedAt = at;
        row.scene = scene?.slice(0, 64) ?? null;
      }
      row.updatedAt = laterOf(row.updatedAt, at);
      write(row, await deps.identities.boundAs(tx, account.enterpriseId, account.appId, openid));
      await tx.flush();
      await deps.identities.followed(tx, { ...key, at });
      return stateOf(row);
    },
    async unfollowed(tx, account, openid, at) {
      const key = { channelAccountId: account.id, enterpriseId: account.enterpriseId, openid };
      const row = await rowOf(tx, key, at);
      if (!isAfter(row.followedAt, at)) row.following = false;
      row.unfollowedAt = laterOf(row.unfollowedAt, at);
      row.updatedAt = laterOf(row.updatedAt, at);
      await tx.flush();
    },
    async foundFollowing(tx, { account, openid, asOf, listedAt, runAt }) {
      const key = { channelAccountId: account.id, enterpriseId: account.enterpriseId, openid };
      const row = await rowOf(tx, key, asOf);
      row.listedAt = laterOf(row.listedAt, listedAt);
      const changed = !row.following && !isAfter(row.unfollowedAt, asOf);
      if (changed) {
        row.following = true;
        row.followedAt = laterOf(row.followedAt, asOf);
        row.updatedAt = laterOf(row.updatedAt, asOf);
        write(row, await deps.identities.boundAs(tx, account.enterpriseId, account.appId, openid));
      }
      await tx.flush();
      if (changed) await deps.identities.followed(tx, { ...key, at: asOf, runAt });
      return changed;
    },
    async foundGone(tx, { account, openid, asOf }) {
      const row = await heldRow(tx, account.id, openid);
      if (row?.following !== true || isAfter(row.followedAt, asOf)) return false;
      row.following = false;
      row.unfollowedAt = laterOf(row.unfollowedAt, asOf);
      row.updatedAt = laterOf(row.updatedAt, asOf);
      await tx.flush();
      return true;
    },
    async setBound(tx, accounts, bound, at) {
      for (const key of accounts) {
        const row = await rowOf(tx, key, at);
        write(row, bound);
        row.updatedAt = at;
      }
      await tx.flush();
    },
    async isFollowing(em, channelAccountId, openid) {
      return (await em.count(Follower, { channelAccountId, openid, following: true })) > 0;
    },
  };
}
