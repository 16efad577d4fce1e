import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createBot } from '../bot/index.ts';
import type { Config } from '../config/env.ts';
import { createApp, type AppDeps, type Readiness } from './app.ts';
import {
  createAccessRoutes,
  createAuthorisations,
  createChannelAccountBook,
  createDepartmentRoutes,
  createDepartments,
  createDirectory,
  createExplanationRoutes,
  createExplanations,
  createOwnAccount,
  createPasswordSignIn,
  createRoleRoutes,
  createRoles,
  createRolesPart,
  createSignInTries,
  createStaffAccounts,
  createStaffAccountRoutes as createStaffMemberRoutes,
  createSessions,
  createStaffDirectory,
  createStaffLinks,
  createStaffMembers,
  createStaffReach,
  createStaffSignIn,
  packState,
  safeRedirect,
  unpackState,
  type Placing,
} from './features/access/index.ts';
import {
  createAccountRoutes,
  carers,
  createAccounts,
  createMarketingConsentRoutes,
  createSignInPromptRoutes,
  createStaffAccountRoutes,
  pages as miniAppPages,
  roleLabel,
  signInPromptPart,
  type AccountsParts,
  userExplainer,
} from './features/accounts/index.ts';
import {
  assertReachable,
  createAccountDirectory,
  createAccountRoutes as createChannelRoutes,
  createCallbackAccounts,
  createChannelAccounts,
  createClients,
  createLastCallbacks,
  createResealJobs,
  createTokenStore,
  createWechatDoor,
  createWecomDoor,
} from './features/channels/index.ts';
import {
  createBodyReader,
  createChannelsPart,
  createInboxIntake,
  serviceWindow,
} from './features/channels/intake/index.ts';
import { createReconciliation } from './features/channels/reconciliation/index.ts';
import { createChatsFeature } from './features/chats/index.ts';
import { createCrm, createCustomersPart } from './features/crm/index.ts';
import {
  basicInformationPart,
  createConnecting,
  createEnterprisesPart,
  createEnterpriseNames,
  createEnterpriseRoutes,
  createEnterprises,
  createTemplateEnterpriseRoutes,
  createTemplateEnterprises,
} from './features/enterprises/index.ts';
import {
  createMessagesPart,
  createMessaging,
  liveSignature,
  marketingSince,
} from './features/messaging/index.ts';
import { createOperationsRoutes } from './features/operations/index.ts';
import { createOrdersFeature, createOrdersPart } from './features/orders/index.ts';
import { createPackages } from './features/packages/index.ts';
import {
  createLedger,
  createQuotaHandlers,
  createQuotaRoutes,
  quotaSchedules,
  quotaJobKinds,
} from './features/quota/index.ts';
import { createPersonal } from './features/personal/index.ts';
import { createRecordRoutes, createRecordsPart, forgetInRecords, records } from './features/records/index.ts';
import {
  createRegistration,
  openingMethods,
  registrationPart,
  type RegistrationFeature,
} from './features/registration/index.ts';
import { createSalesperson, salespersonPart, type Salespeople } from './features/salesperson/index.ts';
import { createWebhooks } from './features/webhooks/index.ts';
import { systemClock, type Clock } from './kernel/clock.ts';
import type { Database, EntityManager } from './kernel/data/orm.ts';
import { createIdempotency } from './kernel/http/idempotency.ts';
import type { RouteDefinition } from './kernel/http/route.ts';
import { createHandlers } from './kernel/jobs/job-handler.ts';
import { createBullCarrier } from './kernel/jobs/bull-carrier.ts';
import { onJobNews, type JobNews } from './kernel/jobs/job-news.ts';
import { createScheduler } from './kernel/jobs/scheduler.ts';
import { createWorker } from './kernel/jobs/worker.ts';
import type { Logger } from './kernel/log/logger.ts';
import { createMetrics } from './kernel/log/metrics.ts';
import { createRedisNews, noNews } from './kernel/redis/news.ts';
import { openRedis } from './kernel/redis/redis.ts';
import { createSharedLimits } from './kernel/redis/shared-limits.ts';
import { createKeyring, loadSecretKey } from './kernel/secrets.ts';
import { tellOfConnections } from './wiring/connection-events.ts';
import { createInvoiceNews } from './wiring/invoice-news.ts';
import { onOrderPaid } from './wiring/order-paid.ts';
import { createLotEnds } from './wiring/lot-ends.ts';
import { createOwnEnds } from './wiring/own-ends.ts';
import { createMoneyNotices } from './wiring/money-notices.ts';
import { createBusinessRegistry } from './wiring/business-registry.ts';
import { createConnectionNotices } from './wiring/connection-notices.ts';
import { createBindingNotices } from './wiring/binding-notices.ts';
import { checkDatabase } from './wiring/database-health.ts';
import { createFaceCodes } from './wiring/face-codes.ts';
import { createPlaces } from './wiring/places.ts';
import { createRegistrationNotices } from './wiring/registration-notices.ts';
import { createStaffRequestNotices } from './wiring/staff-request-notices.ts';
import { createReportNotices } from './wiring/report-notices.ts';
import { createVisitNotices } from './wiring/visit-notices.ts';
import { createRecordNames } from './wiring/record-names.ts';
import { createSenders } from './wiring/senders.ts';
import { createSweeps } from './wiring/sweeps.ts';
import { tellOfQuota } from './wiring/quota-events.ts';

export interface ServerOptions {
  readonly log: Logger;
  readonly db: Database;
  readonly clock?: Clock;
  /** Built clients; undefined: not built. */
  readonly miniappDir?: string | undefined;
  readonly workbenchDir?: string | undefined;
  readonly home?: AppDeps['home'];
  readonly extraRoutes?: readonly RouteDefinition[];
  /** How long an idle worker sleeps between looks. */
  readonly idleMs?: number;
}

/** Everything put together, by hand: the one place that knows all features. */
export function createServer(config: Config, options: ServerOptions) {
  const { log, db } = options;
  const clock = options.clock ?? systemClock;
  const metrics = createMetrics();
  const keyring = createKeyring(loadSecretKey(config.secretKey, config.dataDir), config.previousSecretKey);
  const { publicUrl, port } = config;
  const sandboxUrl = config.sandbox.on ? `http://127.0.0.1:${config.sandbox.port}` : undefined;
  const sandboxOrigin = config.sandbox.on ? `http://localhost:${config.sandbox.port}` : null;
  const reach = { sandboxUrl, allowPrivate: config.allowPrivatePlatformUrls };
  const redis =
    config.redisUrl === undefined ? undefined : openRedis(config.redisUrl, config.redisPrefix, log);
  if (redis !== undefined) metrics.watchRedis(() => redis.isUp());
  const news = redis === undefined ? noNews : createRedisNews(redis, log);
  const carrier = redis === undefined ? undefined : createBullCarrier({ redis, clock, log, metrics });
  const announce = (jobs: readonly JobNews[]) => {
    worker.announce(jobs);
  };
  onJobNews(db, announce);

  const enterprises = createEnterprises({
    db,
    onCreated: (tx, id, name) => departments.plantRoot(tx, id, name),
  });
  const placing: Placing = {
    dissolved: (...args) => crm.places.dissolved(...args),
    moved: (...args) => crm.places.moved(...args),
  };
  const departments = createDepartments({
    ...{ dialect: db.dialect, clock, records, placing },
    nameOf: async (tx, id) => (await enterprises.within(tx, id))?.displayName ?? '',
    assertHead: (...args) => staffReach.assertHead(...args),
  });
  const staffReach = createStaffReach({ departments });
  const staff = createStaffDirectory({ departments });
  const ledger = createLedger({ clock });
  const tokens = createTokenStore({ db, keyring, clock });
  const clients = createClients({
    clock,
    keyring,
    tokens,
    demo: enterprises,
    log,
    reach,
    proxyUrl: config.outgoingProxy,
    sms: config.sms,
    registry: config.registry,
    sharedLimits: redis === undefined ? undefined : createSharedLimits(redis),
    onCall: ({ channel, method, status }) => {
      metrics.platformCalls.inc({
        channel,
        method,
        outcome: status === null ? 'unreachable' : String(status),
      });
    },
  });
  const webhooks = createWebhooks({
    ...{ db, clock, keyring, records, demo: enterprises, proxyUrl: config.outgoingProxy },
    reach: { allowed: config.webhookAllowedHosts, loopback: config.sandbox.on },
  });
  const directory = createAccountDirectory({ db });
  const callbackAccounts = createCallbackAccounts({ db, clock, keyring, log, news });
  const wecom = createWecomDoor({ db, clients, directory });
  const lastCallbacks = createLastCallbacks({ db, log });
  const wechat = createWechatDoor({ db, clients, directory, clock });

  // Sessions ask the accounts whether a membership still carries; the accounts issue sessions.
  const later: {
    accounts?: AccountsParts;
    registration?: RegistrationFeature['registrations'];
    salespeople?: Salespeople;
  } = {};
  const accountsLater = (): AccountsParts => {
    if (later.accounts === undefined) throw new Error('The accounts are not put together yet');
    return later.accounts;
  };
  // Binding leads on to registering, which opens accounts.
  const registrationLater = () => {
    if (later.registration === undefined) throw new Error('The registration is not put together yet');
    return later.registration;
  };
  const salespeopleLater = (): Salespeople => {
    if (later.salespeople === undefined) throw new Error('The salespeople are not put together yet');
    return later.salespeople;
  };
  const sessions = createSessions({
    db,
    clock,
    news,
    memberships: {
      activeName: (em, membershipId, personId) =>
        accountsLater().memberships.activeName(em, membershipId, personId),
      seen: (em, membershipId, at) => accountsLater().memberships.seen(em, membershipId, at),
    },
  });
  const members = createStaffMembers({
    sessions,
    records,
    async speaksFor(em, enterpriseId) {
      const [oldest] = await directory.ofKind(em, enterpriseId, 'wecom');
      return oldest?.id ?? null;
    },
  });
  const staffAccounts = createStaffAccounts({
    ...{ clock, sessions, departments, placing, reach: staffReach, records },
  });
  const authorisations = createAuthorisations({ clock, sessions, reach: staffReach, records });
  const roles = createRoles({ clock, sessions, departments, reach: staffReach, records });
  const wecomDirectory = createDirectory({
    ...{ db, clock, log, metrics, keyring, departments, placing, members, staffAccounts, records },
    wecom: wecom.directories,
    nameOf: (...args) => wecom.nameOf(...args),
    zoneOf: (em, id) => enterprises.zoneOf(em, id),
    requestCookieName: `hl_staff_request_${port}`,
    requestNotices: {
      tell: (...args) =>
        createStaffRequestNotices({ messaging, staff, enterprises, publicUrl }).tell(...args),
    },
  });
  const chats = createChatsFeature({
    ...{ dialect: db.dialect, keyring, accounts: directory, staff, carers },
  });
  const messaging = createMessaging({
    db,
    clock,
    log,
    news,
    keyring,
    publicUrl,
    enterprises,
    accounts: directory,
    records: { add: (tx, entry) => records.add(tx, { ...entry, at: clock.now() }) },
    recipients: { of: (em, id) => accountsLater().recipients.of(em, id) },
    marketing: {
      standings: (...args) => accountsLater().marketing.standings(...args),
      people: (...args) => accountsLater().marketing.people(...args),
      sameNumber: (...args) => accountsLater().marketing.sameNumber(...args),
      stop: (...args) => accountsLater().marketing.stop(...args),
    },
    staff: {
      async of(em, id) {
        const card = await staff.byId(em, id);
        return card?.enabled === true ? { name: card.name, account: card.account } : null;
      },
    },
    windows: serviceWindow,
    chats: chats.said,
    salespeople: {
      // Whoever left, or is disabled, answers nobody any more.
      async salespeopleOf(tx, ...who) {
        const ids = await accountsLater().followerIdentities.salespeopleOf(tx, ...who);
        const cards = await staff.byIds(tx, [...ids]);
        return new Set([...ids].filter((id) => cards.get(id)?.enabled === true));
      },
    },
    senders: createSenders({ clients, directory, sms: config.sms }),
    smsService: config.sms ?? null,
    async smsTemplate(enterpriseId, templateId) {
      return (await clients.sms(enterpriseId))?.template(templateId) ?? null;
    },
    async smsSignature(enterpriseId, name) {
      return (await clients.sms(enterpriseId))?.signature(name) ?? null;
    },
  });
  const intake = createInboxIntake({
    db,
    clock,
    log,
    metrics,
    keyring,
    accounts: callbackAccounts,
    identities: {
      boundAs: (...args) => accountsLater().followerIdentities.boundAs(...args),
      followed: (...args) => accountsLater().followerIdentities.followed(...args),
    },
    lateReplySender: messaging.guides,
    announce,
    heard: lastCallbacks.heard,
    records,
    chats: chats.book,
    effects: {
      messages: (...args) => messaging.deliveriesCausedBy(...args),
      records: (...args) => records.about(...args),
    },
    makeBot: (followers) =>
      createBot<EntityManager>({
        guides: messaging.guides,
        texts: messaging.bindingTexts,
        autoReplies: messaging.autoReplies,
        receipts: messaging.receipts,
        subscriptions: messaging,
        members,
        directory: wecomDirectory.changes,
        followers,
        links: { forFollower: (...args) => accountsLater().links.forFollower(...args) },
        invitations: {
          isInvitation: (scene) => salespeopleLater().bot.isInvitation(scene),
          scanned: (...args) => salespeopleLater().bot.scanned(...args),
        },
        authorizations: { changed: (...args) => accountsLater().authorizations.changed(...args) },
      }),
  });
  const reconciliation = createReconciliation({
    clock,
    log,
    metrics,
    clients,
    followers: intake.followers,
    members,
    records,
  });
  const sign = (text: string) => keyring.sign('web-state', text);
  const accounts = createAccounts({
    db,
    clock,
    keyring,
    publicUrl,
    port,
    sandboxOrigin,
    operatorName: config.operatorName,
    enterprises,
    staff,
    wechat,
    senders: intake.door,
    places: createPlaces(ledger),
    following: intake.followers,
    notices: createBindingNotices({ messaging, staff, enterprises, publicUrl }),
    records,
    events: webhooks,
    sessions,
    sms: {
      on: config.sms !== undefined,
      marketingSince,
      async sendCode(enterpriseId, phone, code, minutes) {
        const client = await clients.sms(enterpriseId);
        if (client === null || config.sms === undefined) throw new Error('SMS is not configured');
        const signName = await liveSignature(db.tenant(enterpriseId), enterpriseId);
        await client.send({
          ...{ phone, templateId: config.sms.codeTemplateId, params: [code, String(minutes)] },
          ...(signName === null ? {} : { signName }),
        });
      },
    },
    registration: {
      isOpen: (em, enterpriseId) => registrationLater().isOpen(em, enterpriseId),
      asks: (em, enterpriseId) => registrationLater().asks(em, enterpriseId),
      pendingOf: (...args) => registrationLater().pendingOf(...args),
      withdrawn: (...args) => registrationLater().withdrawn(...args),
    },
    states: {
      pack: (state) => packState(state, sign),
      unpack: (text) => unpackState(text, sign),
      safeRedirect: (path) => safeRedirect(path, '/app/'),
    },
  });
  later.accounts = accounts;
  ledger.onNews(accounts.placesChanged);
  ledger.onNews(tellOfQuota({ clock, events: webhooks }));
  const connecting = createConnecting({
    db,
    clock,
    publicUrl,
    ledger,
    enterprises,
    staff,
    records: tellOfConnections({ records, events: webhooks }),
    editions: config.editions,
    operatorName: config.operatorName,
    smsOffered: config.sms !== undefined,
    accounts: accounts.downstreams,
    persons: accounts,
    binderOf: accounts.binderOf,
    reopen: accounts.reopen,
    consentGiven: (em, enterpriseId, identityId) => accounts.consents.given(em, enterpriseId, identityId),
    notices: createConnectionNotices({ messaging, staff, enterprises, publicUrl, editions: config.editions }),
    openingMethods,
    ownEnds: createOwnEnds({ messaging, downstreams: accounts.downstreams, editions: config.editions }),
  });
  ledger.onNews(connecting.connections.placesChanged);

  const channelAccounts = createChannelAccounts({
    clock,
    keyring,
    clients,
    tokens,
    demo: enterprises,
    records,
    callbackAccounts,
    reach,
    publicUrl,
    async onConnected(tx, account) {
      const { enterpriseId, id: channelAccountId } = account;
      if (account.kind === 'official-account')
        await messaging.guides.ensurePreset(tx, { enterpriseId, channelAccountId });
    },
  });
  const moneyNotices = createMoneyNotices({
    ...{ messaging, staff, enterprises, publicUrl, editions: config.editions },
  });
  const payHost = 'api.mch.weixin.qq.com';
  const orders = createOrdersFeature({
    ...{ db, clock, log, metrics, keyring, ledger, records, enterprises, publicUrl },
    editions: config.editions,
    defaultBaseUrl: sandboxUrl === undefined ? `https://${payHost}` : `${sandboxUrl}/${payHost}`,
    assertReachable: (baseUrl) => {
      assertReachable(baseUrl, false, reach);
    },
    makeClient: (merchant) => clients.pay(merchant),
    readBody: createBodyReader(),
    onPaid: onOrderPaid({
      ...{ connections: connecting.connections, events: webhooks, tellPaid: moneyNotices.paid },
    }),
    onAlarm: moneyNotices.alarm,
    onInvoiceNews: createInvoiceNews({ messaging, staff, events: webhooks, publicUrl }),
    ownEnd: (tx, id) => connecting.connections.ownEnd(tx, id),
    connections: connecting.connections,
    openidAt: async (em, identityId, appId) => {
      const openids = await accounts.identities.openidsOf(em, identityId);
      return openids.find((one) => one.appId === appId)?.openid ?? null;
    },
    companyOf: connecting.companyOf,
  });
  const staffLinks = createStaffLinks({ db, clock, sessions });
  const templates = createTemplateEnterprises({
    ...{ db, clock, publicUrl, ledger, enterprises, records, staff, staffLinks },
  });
  const crm = createCrm({
    ...{ db, clock, keyring, records, staff },
    notices: createReportNotices({ messaging, staff, enterprises, publicUrl }),
    visitNotices: createVisitNotices({ messaging, staff, publicUrl }),
    zoneOf: (em, id) => enterprises.zoneOf(em, id),
  });
  const registration = createRegistration({
    ...{ db, clock, keyring, editions: config.editions },
    records,
    customers: crm.registered,
    relations: connecting.registered,
    accounts: accounts.downstreams,
    persons: accounts,
    binderOf: accounts.binderOf,
    reopen: accounts.reopen,
    notices: createRegistrationNotices({ messaging, staff, enterprises, publicUrl }),
    registry: config.registry === undefined ? null : createBusinessRegistry(clients),
    upstreamName: async (em, id) => (await enterprises.within(em, id))?.displayName ?? '',
  });
  later.registration = registration.registrations;
  ledger.onNews(registration.placesChanged);
  const salespeople = createSalesperson({
    ...{ db, clock, records, staff, publicUrl, roleLabel, bindPage: miniAppPages.bind },
    openingMethods,
    departments: {
      above: (em, _enterpriseId, staffId) => staff.departmentsAbove(em, staffId),
      names: (em, enterpriseId) => staff.departmentList(em, enterpriseId),
    },
    quota: {
      remaining: async (em, kind) => (await ledger.figures(em, kind))[0]?.remaining ?? 0,
    },
    codes: createFaceCodes({ wechat }),
    brand: enterprises,
    smsOn: config.sms !== undefined,
    crm: crm.accountDoor,
    ...{ linked: accounts.linked, users: accounts.users, invitations: accounts.userInvitations },
    connections: connecting.connections,
  });
  later.salespeople = salespeople;
  const personal = createPersonal({
    ...{ db, clock, keyring, publicUrl, enterprises, staff, records, events: webhooks },
    ...{ accounts: accounts.leaving, proofs: accounts.proofs, reopen: accounts.reopen },
    smsOffered: config.sms !== undefined,
    parts: [
      accounts.personalPart,
      createChannelsPart({ keyring }),
      chats.personalPart,
      createMessagesPart({ enterprises }),
      createEnterprisesPart({ clock }),
      createOrdersPart(),
      registrationPart,
      salespersonPart,
      createCustomersPart({ keyring, records: { forget: forgetInRecords } }),
      createRecordsPart(),
    ],
  });
  const packages = createPackages({
    ...{ db, clock, records, targets: templates.targets },
    parts: [
      ...[messaging.packagePart, signInPromptPart, basicInformationPart, registration.packagePart],
      ...[createRolesPart({ sessions, departments }), crm.packagePart, messaging.autoRepliesPart],
    ],
    async onApplied() {
      await messaging.guides.refresh(true);
      await messaging.autoReplies.refresh();
    },
  });
  const staffCookieName = `hl_staff_${port}`;
  const tries = createSignInTries({ db, clock });
  const passwordSignIn = createPasswordSignIn({ db, clock, sessions, tries });
  const signIn = createStaffSignIn({ db, clock, keyring, sessions, members, wecom, publicUrl });
  const reseal = createResealJobs({
    db,
    keyring,
    log,
    hasPreviousKey: config.previousSecretKey !== undefined,
  });
  const sweeps = createSweeps({
    ...{ db, clock, inbox: intake.door, conversations: intake.conversations },
    chats: chats.book,
    tries,
  });

  const handlers = createHandlers(
    [
      ...quotaJobKinds,
      ...accounts.jobKinds,
      ...connecting.jobKinds,
      ...messaging.jobKinds,
      ...intake.jobKinds,
      ...reconciliation.jobKinds,
      ...reseal.kinds,
      ...sweeps.kinds,
      ...webhooks.kinds,
      ...orders.jobKinds,
      ...packages.jobKinds,
      ...crm.jobKinds,
      ...wecomDirectory.jobKinds,
      ...registration.jobKinds,
      ...salespeople.jobKinds,
      ...personal.jobKinds,
    ],
    [
      ...createQuotaHandlers({
        ...{ ledger, clock },
        lotEnds: createLotEnds({ messaging, staff, enterprises, publicUrl, editions: config.editions }),
      }),
      ...accounts.handlers,
      ...connecting.handlers,
      ...messaging.jobHandlers,
      ...intake.handlers,
      ...reconciliation.handlers,
      ...reseal.handlers,
      ...sweeps.handlers,
      ...webhooks.handlers,
      ...orders.handlers,
      ...packages.handlers,
      ...crm.handlers,
      ...wecomDirectory.handlers,
      ...registration.handlers,
      ...salespeople.handlers,
      ...personal.handlers,
    ],
  );
  const worker = createWorker({
    db,
    clock,
    log,
    metrics,
    handlers,
    concurrency: db.dialect === 'sqlite' ? 4 : 16,
    idleMs: options.idleMs ?? 500,
    isBusy: () => intake.isBusy(),
    carrier,
  });
  const scheduler = createScheduler({
    db,
    clock,
    log,
    schedules: [
      ...quotaSchedules,
      ...connecting.schedules,
      reseal.schedule,
      ...intake.schedules,
      ...reconciliation.schedules,
      ...sweeps.schedules,
      ...webhooks.schedules,
      ...orders.schedules,
      ...crm.schedules,
      ...wecomDirectory.schedules,
      ...registration.schedules,
      ...salespeople.schedules,
      ...personal.schedules,
    ],
  });

  const routes = [
    ...createAccessRoutes({
      db,
      sessions,
      signIn,
      links: staffLinks,
      own: createOwnAccount({ clock, sessions, tries, records }),
      enterprises,
      staffCookieName,
      stateCookieName: `hl_staff_state_${port}`,
      requests: wecomDirectory.own,
    }),
    ...createDepartmentRoutes({ departments, defaults: authorisations }),
    ...createStaffMemberRoutes({ staffAccounts, authorisations, passwordSignIn, staffCookieName }),
    ...createRoleRoutes({ roles, staff }),
    ...createChannelAccountBook({
      departments,
      wecomName: async (em, id) => (await directory.ofKind(em, id, 'wecom'))[0]?.name ?? null,
    }).routes,
    ...createExplanationRoutes({
      explanations: createExplanations({
        others: { ...crm.explainers, interconnect_user: userExplainer, chat: chats.explainer },
      }),
    }),
    ...createAccountRoutes(accounts),
    ...createMarketingConsentRoutes(accounts),
    ...createStaffAccountRoutes(accounts),
    ...createSignInPromptRoutes(accounts),
    ...createEnterpriseRoutes({
      names: createEnterpriseNames({
        db,
        clock,
        records,
        onChanged: () => messaging.guides.refresh(true),
      }),
    }),
    ...createRecordRoutes({
      db,
      clock,
      enterprises,
      staff,
      names: createRecordNames({
        ...{ holderNames: accounts.holderNames, staff, directory, enterprises, crm, roles, personal },
      }),
    }),
    ...connecting.routes,
    ...createChannelRoutes({ accounts: channelAccounts, lastCallbacks, publicUrl }),
    ...intake.routes,
    ...chats.routes,
    ...reconciliation.routes,
    ...messaging.routes,
    ...webhooks.routes,
    ...createQuotaRoutes({
      ...{ ledger, clock, editions: config.editions, names: accounts.holderNames },
      zoneOf: (em, id) => enterprises.zoneOf(em, id),
    }),
    ...orders.routes,
    ...createTemplateEnterpriseRoutes(templates),
    ...packages.routes,
    ...crm.routes,
    ...wecomDirectory.routes,
    ...registration.routes,
    ...salespeople.routes,
    ...personal.routes,
    ...(options.extraRoutes ?? []),
    ...createOperationsRoutes({
      db,
      clock,
      records,
      callbackRevived: (tx, payload) => intake.door.revived(tx, payload),
    }),
  ];

  async function readiness(): Promise<Readiness> {
    const runsScheduler = config.services.includes('scheduler');
    const schedulerRuns = !runsScheduler || isFresh(scheduler.lastTick(), clock.now());
    const checks = {
      ...(await checkDatabase(db)),
      scheduler: schedulerRuns ? null : 'has not looked for a minute',
    };
    if (redis === undefined) return { checks };
    // No reason to take a process out: work goes on by looking at the database.
    return {
      checks,
      degraded: { redis: redis.isUp() ? null : 'is away: work is found by looking, seconds later' },
    };
  }

  const app = createApp({
    // Without them it only says how it is.
    serves: config.services.includes('web') ? 'everything' : 'health',
    log,
    metrics,
    publicUrl,
    trustProxy: config.trustProxy,
    bound: config.production,
    sandboxOrigin,
    routes,
    api: {
      db,
      once: createIdempotency({ db, clock, keyring }),
      resolveCaller: async ({ bearer, staffCookie }) => {
        const token = bearer ?? staffCookie;
        return token === undefined ? null : sessions.resolve(token);
      },
      staffCookieName,
    },
    readiness,
    miniappDir: options.miniappDir,
    workbenchDir: options.workbenchDir,
    home: options.home ?? ((_ctx, next) => next()),
  });

  const isWeb = config.services.includes('web');
  const pages = app.callback();
  const http = createHttpServer(
    { requestTimeout: 15_000, headersTimeout: 8_000, keepAliveTimeout: 10_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      if (!isWeb || !(orders.listener(request, response) || intake.listener(request, response)))
        void pages(request, response);
    },
  );

  /**
   * In this order: no new connections, open requests end, no new work is taken and running work
   * ends, the intake notes what it has left, what polls stops, connections to the platforms and the database close.
   */
  async function stop(): Promise<void> {
    await closeHttp(http);
    await scheduler.stop();
    await worker.stop();
    await carrier?.close();
    await intake.stop();
    await callbackAccounts.stop();
    await messaging.guides.stop();
    await messaging.autoReplies.stop();
    await lastCallbacks.stop();
    await clients.close();
    await webhooks.close();
    redis?.close();
    await db.close();
  }
  let stopping: Promise<void> | undefined;

  return {
    config,
    db,
    clock,
    keyring,
    log,
    metrics,
    enterprises,
    personal,
    departments,
    staff,
    staffLinks,
    staffAccounts,
    members,
    ledger,
    accounts,
    connecting,
    channelAccounts,
    orders,
    templates,
    packages,
    crm,
    registration,
    salespeople,
    directory,
    callbackAccounts,
    messaging,
    sessions,
    intake,
    worker,
    scheduler,
    routes,
    app,

    /** Listens (a process without pages tells its health), and works what the configuration says this process does. */
    async start(): Promise<{ port: number }> {
      await callbackAccounts.start();
      await messaging.guides.start();
      await messaging.autoReplies.start();
      lastCallbacks.start();
      const bound = await listen(http, config.port, config.host);
      if (config.services.includes('worker')) worker.start();
      if (config.services.includes('scheduler')) scheduler.start();
      return { port: bound };
    },

    /** Once, however often it is called. */
    stop: (): Promise<void> => (stopping ??= stop()),
  };
}
export type Server = ReturnType<typeof createServer>;

function isFresh(at: Date | undefined, now: Date): boolean {
  return at !== undefined && Math.abs(now.getTime() - at.getTime()) < 60_000;
}

function listen(server: ReturnType<typeof createHttpServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Waits for open requests, at most five seconds. */
async function closeHttp(server: ReturnType<typeof createHttpServer>): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // Again and again: a connection whose request ends meanwhile is idle only then, and would be kept.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, 5_000);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}
