import { demoOpenid, demoWorld } from '../../config/demo-world.ts';
import { demoStory, type DemoDownstream } from '../../config/demo-story.ts';
import { agreements } from '../../config/agreements.ts';
import { Setting } from '../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import type { Server } from '../server.ts';
import { callSandbox, sandboxApi } from './sandbox-api.ts';
import { seedCustomers } from './customers.ts';
import { seedHistory } from './history.ts';
import { seedOperator } from './operator.ts';
import { seedFirstOrder } from './orders.ts';

export const seededSetting = 'demo.seeded';
const Day = 24 * 3_600_000;

export interface Seeded {
  readonly upstreamId: string;
  readonly secondId: string;
}

/**
 * Seeds the demo brand through the product's own services; seeding twice changes nothing. The
 * accounts are connected through the sandbox's HTTP, as a person would connect real ones.
 */
export async function seedDemo(server: Server): Promise<Seeded> {
  const existing = await findSeeded(server);
  if (existing !== null) return existing;
  const now = server.clock.now();
  const seeded = await inTransaction(server.db.acrossTenants('operator: seed'), async (tx) => {
    const upstreamId = await server.enterprises.create(tx, { ...demoStory.upstream, demo: true, now });
    const secondId = await server.enterprises.create(tx, { ...demoStory.second, demo: true, now });
    const staffIds = await seedStaff(
      server,
      tx,
      upstreamId,
      now,
      await seedDepartments(server, tx, upstreamId),
    );
    await seedQuota(server, tx, upstreamId, secondId, now);
    await connectAccounts(server, tx, upstreamId);
    for (const company of demoStory.downstream)
      await seedDownstream(server, tx, upstreamId, staffIds, company, now);
    await seedCustomers(server, tx, upstreamId, staffIds, now);
    await seedPending(server, tx, upstreamId, now);
    await seedSecond(server, tx, secondId, now);
    await tx.insert(Setting, { id: seededSetting, value: { upstreamId, secondId }, updatedAt: now });
    return { upstreamId, secondId };
  });
  await server.callbackAccounts.refresh();
  await server.messaging.guides.refresh();
  await actAsStaff(server, seeded.upstreamId);
  await mapTemplate(server, seeded.upstreamId);
  await writeAutoReply(server, seeded.upstreamId);
  await wireSandbox(server, seeded.upstreamId);
  await followAsSeeded(server);
  await seedOperator(server);
  await seedHistory(server, seeded.upstreamId);
  return seeded;
}

export async function findSeeded(server: Server): Promise<Seeded | null> {
  const row = await server.db.installation().findOne(Setting, { id: seededSetting });
  const value: unknown = row?.value;
  if (typeof value !== 'object' || value === null) return null;
  const upstreamId: unknown = Reflect.get(value, 'upstreamId');
  const secondId: unknown = Reflect.get(value, 'secondId');
  return typeof upstreamId === 'string' && typeof secondId === 'string' ? { upstreamId, secondId } : null;
}

/** The departments of the simulated WeCom, by their numbers there; its first one is the root that there is already. */
async function seedDepartments(server: Server, tx: EntityManager, enterpriseId: string) {
  const ids = new Map<number, string>([[0, enterpriseId]]);
  for (const { id, name, parentId } of demoWorld.wecom.departments) {
    const parent = ids.get(parentId) ?? enterpriseId;
    ids.set(
      id,
      parentId === 0 ? enterpriseId : await server.departments.plant(tx, enterpriseId, parent, name),
    );
  }
  return ids;
}

async function seedStaff(
  server: Server,
  tx: EntityManager,
  enterpriseId: string,
  now: Date,
  departments: ReadonlyMap<number, string>,
) {
  const ids = new Map<string, string>();
  const rights: Readonly<Record<string, readonly string[]>> = demoStory.staffRights;
  for (const member of demoWorld.wecom.members) {
    const id = await server.staff.put(tx, {
      enterpriseId,
      account: member.userId,
      name: member.name,
      phone: member.mobile,
      enabled: member.active,
      // The admin stands at the root: he sees the whole enterprise.
      departmentId:
        member.userId === 'chenli' ? enterpriseId : (departments.get(member.departmentId) ?? enterpriseId),
      permissions: rights[member.userId] ?? [],
      now,
    });
    ids.set(member.userId, id);
  }
  return ids;
}

async function seedQuota(server: Server, tx: EntityManager, upstreamId: string, secondId: string, now: Date) {
  const sources = await seedFirstOrder(tx, upstreamId, now);
  for (const lot of demoStory.quota) {
    await server.ledger.credit(tx, {
      enterpriseId: upstreamId,
      kind: lot.kind,
      amount: lot.amount,
      sourceKey: sources.get(`${lot.order}:${lot.kind}`) ?? `demo:${upstreamId}:${lot.order}:${lot.kind}`,
      startsAt: new Date(now.getTime() - lot.boughtDaysAgo * Day),
      endsAt: new Date(now.getTime() + lot.endsInDays * Day),
      reason: 'order_paid',
      reasonValues: { order: lot.order },
      actor: 'system',
    });
  }
  for (const [kind, amount] of [
    ['enterprise', 5],
    ['wechat_user', 1],
  ] as const) {
    await server.ledger.credit(tx, {
      enterpriseId: secondId,
      kind,
      amount,
      sourceKey: `demo:${secondId}:${kind}`,
      startsAt: now,
      endsAt: new Date(now.getTime() + 365 * Day),
      reason: 'granted',
      actor: 'system',
    });
  }
}

async function openCompany(
  server: Server,
  tx: EntityManager,
  upstreamId: string,
  company: Pick<DemoDownstream, 'legalName' | 'shortName' | 'edition' | 'ownEdition' | 'terminated'>,
  salespersonId: string | null,
  openedAt: Date,
  now: Date,
) {
  const downstreamId = await server.enterprises.create(tx, {
    legalName: company.legalName,
    displayName: company.shortName,
    demo: true,
    now: openedAt,
  });
  const { terminated } = company;
  const connectionId = await server.enterprises.connect(tx, {
    upstreamId,
    downstreamId,
    origin: 'admin',
    edition: company.edition,
    ownEdition: company.ownEdition ?? false,
    ...(terminated === undefined
      ? {}
      : {
          terminated: {
            at: new Date(now.getTime() - terminated.daysAgo * Day),
            endsAt:
              terminated.endsInDays === null ? null : new Date(now.getTime() + terminated.endsInDays * Day),
          },
        }),
    now: openedAt,
  });
  const companyId = await server.accounts.opening.openEnterprise(tx, {
    enterpriseId: upstreamId,
    connectionId,
    downstreamId,
    name: company.shortName,
    salespersonId,
    now: openedAt,
  });
  const place = { enterpriseId: upstreamId, actor: 'system' } as const;
  // A terminated relation has given its enterprise place back; its edition ends with the tail.
  if (terminated === undefined && company.ownEdition !== true) {
    const holder = `connection:${connectionId}` as const;
    await server.ledger.use(tx, {
      ...place,
      kind: 'enterprise',
      holder,
      causeKey: `demo:${connectionId}`,
      reason: 'connected',
    });
  }
  if (company.edition !== null) {
    const { places } = server.connecting;
    const connection = { id: connectionId, upstreamId };
    if (company.ownEdition === true) {
      const own = { own: true, orderName: null, givenAt: openedAt };
      await places.note(tx, connection, company.edition, own);
    } else {
      const days = terminated?.endsInDays ?? null;
      const endsAt = days === null ? null : new Date(now.getTime() + days * Day);
      await places.giveEdition(tx, connection, company.edition, { actor: 'system', now: openedAt, endsAt });
    }
  }
  return { companyId, connectionId };
}

async function seedDownstream(
  server: Server,
  tx: EntityManager,
  upstreamId: string,
  staffIds: ReadonlyMap<string, string>,
  company: DemoDownstream,
  now: Date,
) {
  const openedAt = new Date(
    now.getTime() - company.openedDaysAgo * Day - (company.openedDaysAgo === 0 ? Day / 24 : 0),
  );
  const daysAgo = (days: number | null) =>
    days === null ? null : days === 0 ? openedAt : new Date(now.getTime() - days * Day);
  const salespersonId = staffIds.get(company.salesperson) ?? null;
  const { companyId } = await openCompany(server, tx, upstreamId, company, salespersonId, openedAt, now);
  for (const person of company.people) {
    const { id } = await server.accounts.opening.openUser(tx, {
      enterpriseId: upstreamId,
      interconnectEnterpriseId: companyId,
      name: person.name,
      phone: person.phone,
      roles: [person.role],
      reservePlace: !person.bound && person.invitedDaysAgo !== null && company.ownEdition !== true,
      invitedAt: daysAgo(person.invitedDaysAgo),
      openedAt: daysAgo(person.invitedDaysAgo) ?? openedAt,
      actor: 'system',
    });
    if (person.bound && person.person !== undefined)
      await bindAsSeeded(server, tx, upstreamId, id, person.person, now);
  }
}

/** Binds a person of the simulated world as he would have bound himself. */
async function bindAsSeeded(
  server: Server,
  tx: EntityManager,
  enterpriseId: string,
  userId: string,
  personId: string,
  now: Date,
) {
  const { identities, consents, binding } = server.accounts;
  const miniApp = demoWorld.miniProgram.appId;
  const identity = await identities.ensure(tx, {
    appId: miniApp,
    openid: demoOpenid(miniApp, personId),
    unionid: null,
    now,
  });
  const serviceAccount = demoWorld.officialAccount.appId;
  await identities.join(tx, identity.id, {
    appId: serviceAccount,
    openid: demoOpenid(serviceAccount, personId),
    now,
  });
  const parties = await server.accounts.parties(tx, enterpriseId);
  const version = agreements.version;
  await consents.give(tx, { enterpriseId, identityId: identity.id, locale: 'zh-CN', parties, version, now });
  await binding.bindQuietly(tx, userId, identity.id, `demo:${userId}`);
}

/** What 陈立 did to accounts after they were bound, by the same functions as the workbench. */
async function actAsStaff(server: Server, enterpriseId: string): Promise<void> {
  const em = server.db.tenant(enterpriseId);
  const [admin] = await server.staff.withPermission(em, 'messaging.manage', enterpriseId);
  const by = { staffId: admin?.id ?? 'system', name: admin?.name ?? 'Demo', enterpriseId, requestId: 'demo' };
  await makeCodes(server, by);
  const { users } = server.accounts;
  for (const company of demoStory.downstream) {
    for (const person of company.people) {
      if (!('afterwards' in person)) continue;
      const { items } = await users.list(em, { search: person.phone, limit: 1 }, 'zh-CN');
      const [user] = items;
      if (user === undefined) throw new Error(`The demo has no account of ${person.name}`);
      if (person.afterwards === 'disabled') await users.disable(by, user.id);
      else await users.changePhone(by, user.id, person.afterwards.changedPhone);
    }
  }
}

/** A poster's code and one for a single enterprise; who wants to use one makes his own, for these show themselves once. */
async function makeCodes(server: Server, by: Parameters<Server['connecting']['codes']['create']>[0]) {
  const nobody = { companyName: '', contactName: '', phone: null };
  const { general, dedicated } = demoStory.invitationCodes;
  const common = { validDays: 30, edition: null };
  await server.connecting.codes.create(
    by,
    { ...common, ...nobody, kind: 'general', note: general.note, maxUses: general.maxUses, review: true },
    'zh-CN',
  );
  await server.connecting.codes.create(
    by,
    { ...common, ...nobody, kind: 'dedicated', maxUses: 1, review: false, ...dedicated },
    'zh-CN',
  );
}

async function seedPending(server: Server, tx: EntityManager, upstreamId: string, now: Date) {
  const { legalName, shortName, hoursAgo } = demoStory.pending;
  const at = new Date(now.getTime() - hoursAgo * 3_600_000);
  const downstreamId = await server.enterprises.create(tx, {
    legalName,
    displayName: shortName,
    demo: true,
    now: at,
  });
  const connectionId = await server.enterprises.connect(tx, {
    upstreamId,
    downstreamId,
    origin: 'invitation_code',
    pending: true,
    expiresAt: new Date(at.getTime() + 30 * Day),
    edition: null,
    now: at,
  });
  await server.accounts.opening.openEnterprise(tx, {
    enterpriseId: upstreamId,
    connectionId,
    downstreamId,
    name: shortName,
    salespersonId: null,
    now: at,
  });
  await server.ledger.reserve(tx, {
    enterpriseId: upstreamId,
    kind: 'enterprise',
    holder: `connection:${connectionId}`,
    expiresAt: new Date(at.getTime() + 30 * Day),
    causeKey: `demo:${connectionId}`,
    reason: 'connection_requested',
    actor: 'system',
  });
}

/** 周建国 is downstream of the second brand too, with the same phone; beside him somebody waits for a place. */
async function seedSecond(server: Server, tx: EntityManager, secondId: string, now: Date) {
  const openedAt = new Date(now.getTime() - 30 * Day);
  const company = { legalName: '杭州沐泉水处理设备（示例）有限公司', shortName: '杭州沐泉', edition: null };
  const { companyId } = await openCompany(server, tx, secondId, company, null, openedAt, now);
  for (const person of demoStory.secondPeople) {
    const invitedAt = new Date(now.getTime() - person.invitedDaysAgo * Day);
    const { id } = await server.accounts.opening.openUser(tx, {
      enterpriseId: secondId,
      interconnectEnterpriseId: companyId,
      name: person.name,
      phone: person.phone,
      roles: [person.role],
      reservePlace: person.reserved,
      invitedAt,
      openedAt: invitedAt,
      actor: 'system',
    });
    if ('person' in person) await bindAsSeeded(server, tx, secondId, id, person.person, now);
  }
}

/** Stored with the pairs that the sandbox begins with, so that the two need no talk to agree. */
async function connectAccounts(server: Server, tx: EntityManager, enterpriseId: string): Promise<void> {
  const { officialAccount, miniProgram, wecom } = demoWorld;
  const api = sandboxApi(server);
  const by = {
    enterpriseId,
    actor: 'system',
    actorName: 'Demo',
    requestId: 'demo',
    locale: 'zh-CN',
  } as const;
  const wechat = { callbackMode: 'safe', baseUrl: `${api}/api.weixin.qq.com` } as const;
  const { appId, secret, originalId, name } = miniProgram;
  await server.channelAccounts.seed(
    tx,
    { kind: 'mini-program', appId, secret, originalId, name, ...wechat },
    miniProgram,
    by,
  );
  await server.channelAccounts.seed(
    tx,
    {
      kind: 'official-account',
      appId: officialAccount.appId,
      secret: officialAccount.secret,
      originalId: officialAccount.originalId,
      name: officialAccount.name,
      ...wechat,
    },
    officialAccount,
    by,
  );
  await server.channelAccounts.seed(
    tx,
    {
      kind: 'wecom',
      appId: wecom.corpId,
      agentId: wecom.agentId,
      secret: wecom.secret,
      name: wecom.agentName,
      baseUrl: `${api}/qyapi.weixin.qq.com`,
    },
    wecom,
    by,
  );
}

/** Who asks for a price is answered with two messages. */
async function writeAutoReply(server: Server, enterpriseId: string): Promise<void> {
  const em = server.db.tenant(enterpriseId);
  const [admin] = await server.staff.withPermission(em, 'auto_reply.manage', enterpriseId);
  await server.messaging.autoReplyRules.create(
    em,
    { enterpriseId, staffId: admin?.id ?? 'system', name: admin?.name ?? 'Demo', requestId: 'demo' },
    {
      ...demoStory.autoReply,
      ...{ replies: [...demoStory.autoReply.replies], kind: 'public', enabled: true, channelAccountIds: [] },
    },
  );
}

async function mapTemplate(server: Server, enterpriseId: string): Promise<void> {
  const em = server.db.tenant(enterpriseId);
  const [account] = await server.directory.ofKind(em, enterpriseId, 'official-account');
  if (account === undefined) throw new Error('The demo has no service account');
  const [admin] = await server.staff.withPermission(em, 'messaging.manage', enterpriseId);
  await server.messaging.mappings.save(
    em,
    {
      enterpriseId,
      purpose: 'account.bound',
      channelAccountId: account.id,
      templateId: demoWorld.templates[0].templateId,
      fields: demoStory.templateFields,
      enabled: true,
      version: 0,
      editor: { staffId: admin?.id ?? 'system', name: admin?.name ?? 'Demo', requestId: 'demo' },
    },
    'zh-CN',
  );
}

/** Tells the sandbox where our callbacks are: what a person copies into the platform's console. */
export async function wireSandbox(server: Server, enterpriseId: string): Promise<void> {
  await callSandbox(server, 'sms-callback', { url: server.messaging.smsReplyAddress });
  const em = server.db.tenant(enterpriseId);
  const by = {
    enterpriseId,
    actor: 'system',
    actorName: 'Demo',
    requestId: 'demo',
    locale: 'zh-CN',
  } as const;
  for (const account of await server.directory.all(em, enterpriseId)) {
    const { url, token, encodingAesKey } = await server.channelAccounts.credentials(em, account.id, by);
    const { publicUrl } = server.config;
    await callSandbox(server, 'accounts/configure', {
      account: account.appId,
      callbackUrl: url,
      token,
      encodingAesKey,
      ...(account.kind === 'mini-program' ? { h5BaseUrl: `${publicUrl}/app` } : { mode: 'safe' }),
      ...(account.kind === 'wecom' ? { homeUrl: `${publicUrl}/workbench/` } : {}),
    });
  }
}

/** The seeded people follow the service account; one of them has left again. */
async function followAsSeeded(server: Server): Promise<void> {
  const account = demoWorld.officialAccount.appId;
  const bound = new Set<string>();
  for (const company of demoStory.downstream) {
    for (const person of company.people) {
      if (person.bound && 'person' in person) bound.add(person.person);
    }
  }
  for (const follower of bound) await callSandbox(server, 'follow', { account, follower });
  await callSandbox(server, 'unfollow', { account, follower: 'tangyu' });
}
