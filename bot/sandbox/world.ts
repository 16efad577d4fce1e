import { createHash } from 'node:crypto';

import { demoOpenid, demoWorld } from '../../config/demo-world.ts';
import type { Account, Member, PayMerchant, Person, State, Template } from './state.ts';

/** What a sandbox begins with. The default is the demo's world; tests and other projects give their own. */
export interface World {
  readonly accounts: readonly Account[];
  readonly people: readonly WorldPerson[];
  readonly members: readonly Member[];
  /** Merchants of WeChat Pay; their keys are made, not given. */
  readonly merchants?: readonly WorldMerchant[];
}

export interface WorldMerchant {
  readonly mchId: string;
  readonly name: string;
  readonly appIds: readonly string[];
  /** 32 letters and digits. */
  readonly apiV3Key: string;
}

export interface WorldPerson {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly phones: readonly string[];
}

interface AccountBasics {
  readonly name: string;
  readonly secret: string;
  readonly token: string;
  readonly encodingAesKey: string;
}

function buildAccount(basics: AccountBasics, rest: Pick<Account, 'kind' | 'id'> & Partial<Account>): Account {
  return {
    agentId: null,
    agentName: null,
    originalId: null,
    mode: 'safe',
    format: 'xml',
    callbackUrl: null,
    accountType: null,
    verified: true,
    linkedMiniPrograms: [],
    h5BaseUrl: null,
    homeUrl: null,
    ipList: [],
    oauthDomains: null,
    openPlatform: false,
    legacyContacts: false,
    quotas: {},
    menu: null,
    templates: [],
    departments: [],
    tags: [],
    name: basics.name,
    secret: basics.secret,
    token: basics.token,
    encodingAesKey: basics.encodingAesKey,
    ...rest,
  };
}

function copyTemplate(template: {
  readonly templateId: string;
  readonly title: string;
  readonly fields: readonly { readonly key: string; readonly label: string }[];
  readonly example?: string;
}): Template {
  const { templateId, title, fields, example } = template;
  return {
    templateId,
    title,
    fields: fields.map((field) => ({ ...field })),
    ...(example === undefined ? {} : { example }),
  };
}

/** The demo's accounts and people, of `config/demo-world.ts`. */
export function buildDemoWorld(): World {
  const { officialAccount, subscriptionAccount, miniProgram, wecom } = demoWorld;
  return {
    accounts: [
      buildAccount(officialAccount, {
        kind: 'official-account',
        id: officialAccount.appId,
        originalId: officialAccount.originalId,
        accountType: 'service',
        linkedMiniPrograms: [miniProgram.appId],
        templates: demoWorld.templates.map(copyTemplate),
      }),
      buildAccount(subscriptionAccount, {
        kind: 'official-account',
        id: subscriptionAccount.appId,
        originalId: subscriptionAccount.originalId,
        accountType: 'subscription',
      }),
      buildAccount(miniProgram, {
        kind: 'mini-program',
        id: miniProgram.appId,
        originalId: miniProgram.originalId,
        h5BaseUrl: 'http://localhost:3000/app',
        templates: demoWorld.subscribeTemplates.map(copyTemplate),
      }),
      buildAccount(wecom, {
        kind: 'wecom',
        id: wecom.corpId,
        agentId: wecom.agentId,
        agentName: wecom.agentName,
        homeUrl: 'http://localhost:3000/workbench/',
        departments: wecom.departments.map((department) => ({ ...department })),
      }),
    ],
    people: demoWorld.people,
    members: wecom.members.map((member) => ({ corpId: wecom.corpId, ...member })),
    merchants: [{ ...demoWorld.merchant, appIds: [officialAccount.appId, miniProgram.appId] }],
  };
}

export function buildMerchant({ mchId, name, appIds, apiV3Key }: WorldMerchant): PayMerchant {
  return {
    mchId,
    name,
    appIds: [...appIds],
    apiV3Key,
    keys: null,
    signWith: 'certificate',
    notices: 'auto',
    noticeDelayMs: 0,
    refunds: 'auto',
    refundDelayMs: 2_000,
    balance: 'enough',
  };
}

/**
 * A person with an openid in every app. The demo's rule is used where it gives a free one; ids
 * too long for it, or alike after its padding, get a hash of the same length.
 */
export function buildPerson(
  given: WorldPerson,
  accounts: readonly Account[],
  isTaken: (openid: string) => boolean,
): Person {
  const openids: Record<string, string> = {};
  for (const { kind, id: appId } of accounts) {
    if (kind === 'wecom') continue;
    const byRule = demoOpenid(appId, given.id);
    const free = given.id.length <= 22 && !isTaken(byRule) && !Object.values(openids).includes(byRule);
    openids[appId] = free ? byRule : hashedOpenid(appId, given.id);
  }
  return {
    id: given.id,
    name: given.name,
    nameEn: given.nameEn ?? given.name,
    phones: [...given.phones],
    openids,
  };
}

function hashedOpenid(appId: string, personId: string): string {
  return `oSb${createHash('sha256').update(`${appId}\n${personId}`).digest('base64url').slice(0, 25)}`;
}

/** The world as a first state. */
export function buildState(world: World): State {
  const accounts = structuredClone([...world.accounts]);
  const people: Person[] = [];
  const taken = new Set<string>();
  for (const given of world.people) {
    const person = buildPerson(given, accounts, (openid) => taken.has(openid));
    for (const openid of Object.values(person.openids)) taken.add(openid);
    people.push(person);
  }
  return {
    revision: 1,
    seq: 0,
    clockOffsetMs: 0,
    accounts,
    people,
    members: structuredClone([...world.members]),
    followers: {},
    messages: {},
    tokens: {},
    liveTokens: {},
    forcedRefreshes: {},
    codes: {},
    userTokens: {},
    tickets: {},
    qrCodes: {},
    media: {},
    links: {},
    consents: {},
    quotaUse: {},
    timing: { retrySameCipher: false, deadlineMs: 5_000, tries: 3, compress: 1 },
    receipts: { mode: 'auto', delayMs: 200 },
    payMerchants: (world.merchants ?? []).map(buildMerchant),
    payOrders: {},
    payRefunds: {},
    payNotices: {},
  };
}
