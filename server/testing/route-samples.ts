import { StaffRole } from '../features/access/role.entity.ts';
import { ChannelAccount } from '../features/channels/channel.entity.ts';
import { ReconciliationRun } from '../features/channels/reconciliation/run.entity.ts';
import { InboxRow } from '../features/channels/inbox.entity.ts';
import { BindingRequest, InterconnectUser } from '../features/accounts/account.entity.ts';
import { AutoReplyRule } from '../features/messaging/auto-reply/auto-reply.entity.ts';
import { Delivery, FollowGuide } from '../features/messaging/messaging.entity.ts';
import { AccountCancellation } from '../features/personal/personal.entity.ts';
import { OperationRecord } from '../features/records/record.entity.ts';
import { Invoice, InvoiceTitle } from '../features/orders/invoice.entity.ts';
import { SmsCampaign, SmsContent } from '../features/messaging/sms.entity.ts';
import { WebhookDelivery, WebhookEndpoint } from '../features/webhooks/webhook.entity.ts';
import { ConfigPackage, PackagePush, PackageRevision } from '../features/packages/package.entity.ts';
import type { Actor } from '../features/crm/ports.ts';
import { ExtendedField } from '../features/crm/fields/field.entity.ts';
import { PartyContact } from '../features/crm/crm.entity.ts';
import { createPartySchema } from '../contract/crm.ts';
import { Chat } from '../features/chats/chat.entity.ts';
import { Connection, Enterprise } from '../features/enterprises/enterprise.entity.ts';
import { InvitationCode } from '../features/enterprises/invitation.entity.ts';
import { Staff } from '../features/access/access.entity.ts';
import { Department } from '../features/access/department.entity.ts';
import { Registration } from '../features/registration/registration.entity.ts';
import {
  DirectoryConflict,
  DirectoryRun,
  StaffRequest,
} from '../features/access/directory/directory.entity.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import type { RouteDefinition } from '../kernel/http/route.ts';
import { newId } from '../kernel/ids.ts';
import type { Callers } from './callers.ts';
import type { Installation } from './installation.ts';

const unknownId = '01890000-0000-7000-8000-00000000dead';

/** Real ids of the demo brand's rows for every `:param`, and bodies that a guard lets through. */
export async function openRouteSamples(product: Installation, callers: Callers) {
  const { db, clock } = product.server;
  const { upstreamId } = callers;
  const em = db.tenant(upstreamId);
  const user = await em.findOneOrFail(InterconnectUser, { name: '唐玉' });
  const guide = await em.findOneOrFail(FollowGuide, {});
  const account = await em.findOneOrFail(ChannelAccount, { kind: 'official-account' });
  const delivery = await em.findOneOrFail(Delivery, { state: 'failed' }, { orderBy: { id: 'asc' } });
  const callback = await em.findOneOrFail(InboxRow, {}, { orderBy: { id: 'asc' } });
  const record = await em.findOneOrFail(OperationRecord, {}, { orderBy: { id: 'asc' } });
  const [requestId, jobId, webhookId, webhookDeliveryId] = [newId(), newId(), newId(), newId()];
  const [smsId, comparisonId, campaignId, registrationId] = [newId(), newId(), newId(), newId()];
  const cancellationId = newId();
  const autoReplyId = newId();
  const [directoryRunId, conflictId, staffRequestId] = [newId(), newId(), newId()];
  const [roleId, chatId] = [newId(), newId()];
  const department = await em.findOneOrFail(Department, { name: '华南大区' });
  const colleagues = await callers.colleagues();
  // Whose records the samples are, in a department between others: what colleagues see of them is in the table.
  const salesperson = await em.findOneOrFail(Staff, { id: colleagues.own });
  const connection = await em.findOneOrFail(Connection, { upstreamId, state: 'pending' });
  const invitationCode = await em.findOneOrFail(InvitationCode, { kind: 'general' });
  const now = clock.now();
  await inTransaction(db.tenant(upstreamId), async (tx) => {
    await tx.insert(BindingRequest, {
      id: requestId,
      enterpriseId: upstreamId,
      identityId: callers.identityIds.visitor,
      phone: '15400000099',
      name: '路人',
      company: '',
      state: 'pending',
      createdAt: now,
    });
    await tx.insert(AccountCancellation, {
      ...{ id: cancellationId, enterpriseId: upstreamId, pseudonym: 'U-SAMPLE22', companies: [], parts: {} },
      ...{ whole: true, state: 'done', requestedAt: now, dueAt: now, doneAt: now, version: 1 },
    });
    // Its phone has an account by now: it can only be refused.
    await tx.insert(Registration, {
      ...{ id: registrationId, enterpriseId: upstreamId, identityId: callers.identityIds.visitor },
      ...{ accountType: 'enterprise', phone: user.phone, openPhone: user.phone, name: '路人', answers: {} },
      ...{ customerName: '路人商行', creditCode: '', state: 'pending', reason: '', createdAt: now },
      decidedByName: '',
    });
    // Of a stranger: those alone see it who see the whole enterprise.
    await tx.insert(Chat, {
      ...{ id: chatId, enterpriseId: upstreamId, channelAccountId: account.id, appId: account.appId },
      ...{ openid: 'oSample', lastMessageId: 'none', lastAt: now, createdAt: now },
    });
    await tx.insert(AutoReplyRule, {
      ...{ id: autoReplyId, enterpriseId: upstreamId, ownerId: null, words: '样品', pattern: 'contains_any' },
      ...{
        replies: ['好'],
        enabled: true,
        channelAccountIds: [],
        createdAt: now,
        updatedAt: now,
        version: 1,
      },
    });
    await tx.insert(WebhookEndpoint, {
      ...{ id: webhookId, enterpriseId: upstreamId, url: 'http://localhost:9/', description: '' },
      ...{ eventTypes: [], state: 'paused', sealedSecret: '', createdAt: now },
    });
    await tx.insert(WebhookDelivery, {
      ...{ id: webhookDeliveryId, enterpriseId: upstreamId, endpointId: webhookId, messageId: newId() },
      ...{ type: 'account.bound', state: 'failed', createdAt: now },
    });
    await tx.insert(StaffRole, {
      ...{ id: roleId, enterpriseId: upstreamId, name: '另一个样板角色', preset: null, createdAt: now },
      ...{ permissions: ['quota.read'], version: 1 },
    });
    await tx.insert(SmsContent, {
      ...{
        id: smsId,
        enterpriseId: upstreamId,
        kind: 'text',
        number: 1,
        content: '{contact}您好，账号已开通。',
      },
      ...{ state: 'draft', reason: '', templateId: null, createdBy: 'Test', createdAt: now },
    });
    await tx.insert(ReconciliationRun, {
      ...{ id: comparisonId, enterpriseId: upstreamId, channelAccountId: account.id, openKey: null },
      ...{ startedBy: 'schedule', state: 'stopped', reason: 'too_many', heldBack: 25, createdAt: now },
    });
    await tx.insert(DirectoryRun, {
      ...{ id: directoryRunId, enterpriseId: upstreamId, channelAccountId: account.id, openKey: null },
      ...{ startedBy: 'schedule', startedByName: '', state: 'stopped', reason: 'too_many' },
      ...{ heldPeople: 25, createdAt: now },
    });
    await tx.insert(DirectoryConflict, {
      ...{ id: conflictId, enterpriseId: upstreamId, userId: 'new.one', name: '新人', kind: 'phone' },
      ...{ staffId: salesperson.id, state: 'open', createdAt: now, metAt: now },
    });
    await tx.insert(StaffRequest, {
      ...{ id: staffRequestId, enterpriseId: upstreamId, userId: 'asker', openKey: 'asker', name: '申请人' },
      ...{ state: 'open', createdAt: now },
    });
    await tx.insert(SmsCampaign, {
      ...{ id: campaignId, enterpriseId: upstreamId, contentId: smsId, userIds: null },
      ...{ written: true, createdBy: 'Test', createdAt: now },
    });
    await tx.insert(Job, {
      id: jobId,
      kind: 'accounts.send-sms-code',
      payload: {},
      enterpriseId: upstreamId,
      cause: 'test',
      state: 'dead',
      attempts: 1,
      runAt: now,
      createdAt: now,
      finishedAt: now,
    });
  });

  const buyer = { enterpriseId: upstreamId, actor: 'system', actorName: 'Test', requestId: 'test' };
  const lines = [{ kind: 'enterprise', places: 1, years: 1, renew: false }];
  const order = await product.server.orders.orders.create(em, buyer, { lines, priceVersion: 0 });

  const invoice = await em.findOneOrFail(Invoice, {});
  const title = await em.findOneOrFail(InvoiceTitle, {});
  const invoiceTitle = { name: '岚汐净水', taxId: '91350100M000100Y43' };
  const paper = {
    ...{ number: '25000000000000000001', issuedOn: now.toISOString().slice(0, 10) },
    content: Buffer.from('%PDF-').toString('base64'),
  };

  const [templateId, packageId, pushId] = [newId(), newId(), newId()];
  await inTransaction(db.installation(), async (tx) => {
    const names = { legalName: '另一家样板有限公司', displayName: '另一家样板', demo: true, now };
    await product.server.enterprises.create(tx, { id: templateId, kind: 'template', ...names });
    await tx.nativeUpdate(Enterprise, { id: templateId }, { templateOf: upstreamId });
  });
  await inTransaction(db.tenant(templateId), async (tx) => {
    const common = { enterpriseId: templateId, revision: 1, createdAt: now };
    await tx.insert(ConfigPackage, { ...common, id: packageId, name: '样板', updatedAt: now, version: 1 });
    await tx.insert(PackageRevision, { ...common, id: newId(), packageId, content: {}, contentHash: '' });
    await tx.insert(PackagePush, {
      ...{ ...common, id: pushId, packageId, packageName: '样板', onEdited: 'keep' },
      ...{ actor: 'system', actorName: 'Test' },
    });
  });

  const contact = { name: '路人', mobile: '15400000098', email: 'luren@example.com' };
  const party = { name: '样板客户', phone: '0571-00000001', classKey: 'other', importance: 'low', contact };
  const partyIds: Record<string, string> = {};
  const customersEditor: Actor = {
    ...{ enterpriseId: upstreamId, personId: salesperson.id, name: 'Test', requestId: 'test' },
    ...{ permissions: new Set(['crm.use', 'crm.manage']), departmentIds: new Set() },
    locale: 'zh-CN',
  };
  for (const kind of ['customer', 'partner'] as const)
    partyIds[kind] = await product.server.crm.parties.create(
      em,
      customersEditor,
      kind,
      createPartySchema.parse({ ...party, owner: 'me' }),
    );
  const fieldId = newId();
  await em.insert(ExtendedField, {
    ...{ id: fieldId, enterpriseId: upstreamId, object: 'customer', name: '样板字段', type: 'text' },
    ...{ tips: '', options: [], departmentIds: [], usable: true, place: 1, createdAt: now, version: 1 },
  });
  const partyContact = await em.findOneOrFail(PartyContact, { partyId: partyIds['customer'] ?? '' });

  const idsByPrefix: readonly (readonly [prefix: string, id: string])[] = [
    ['/interconnect-users/', user.id],
    ['/bindings/', user.id],
    ['/connections/', connection.id],
    ['/departments/', department.id],
    ['/extended-fields/', fieldId],
    ['/staff-members/', salesperson.id],
    ['/roles/', roleId],
    ['/invitation-codes/', invitationCode.id],
    ['/binding-requests/', requestId],
    ['/registrations/', registrationId],
    ['/account-cancellations/', cancellationId],
    // Nobody of the table has asked for a file.
    ['/personal-exports/', unknownId],
    ['/follow-guides/', guide.id],
    ['/auto-replies/', autoReplyId],
    ['/channel-accounts/', account.id],
    ['/chats/', chatId],
    ['/reconciliation-runs/', comparisonId],
    ['/directory-runs/', directoryRunId],
    ['/directory-conflicts/', conflictId],
    ['/staff-requests/', staffRequestId],
    ['/deliveries/', delivery.id],
    ['/received-callbacks/', callback.id],
    ['/failed-work/', jobId],
    ['/operation-records/', record.id],
    ['/webhook-endpoints/', webhookId],
    ['/webhook-deliveries/', webhookDeliveryId],
    // Of the brand's template, whose staff nobody of the table is.
    ['/customers/', partyIds['customer'] ?? ''],
    ['/partners/', partyIds['partner'] ?? ''],
    // Nobody of the table imports.
    ['/crm-imports/', unknownId],
    // No report waits.
    ['/crm-reports/', unknownId],
    // Plans are their maker's own.
    ['/account-openings/', unknownId],
    ['/packages/', packageId],
    ['/package-pushes/', pushId],
    ['/template-enterprises/', templateId],
    ['/quota-orders/', order.id],
    ['/invitation-sms/drafts/', smsId],
    ['/sms-reviews/', smsId],
    ['/sms-campaigns/', campaignId],
    // Nobody's own order: what the downstream asks for is not found.
    ['/own-orders/', order.id],
    // Nobody of the table is the operator's: no slip is looked for.
    ['/bank-slips/', order.id],
    ['/attention-refunds/', order.id],
    ['/invoice-requests/', invoice.id],
    ['/invoice-titles/', title.id],
    ['/invoices/', invoice.id],
    ['/bill-checks/', order.id],
    ['/bill-differences/', order.id],
  ];
  const content = guide.unbound;
  const pushWish = { revision: 1, connectionIds: [connection.id] };
  const bodies: Readonly<Record<string, unknown>> = {
    'post /quota-orders/quote': { lines },
    'post /quota-orders': { lines, priceVersion: 0 },
    'post /quota-orders/:id/slips': { content: Buffer.from('%PDF-').toString('base64') },
    'post /quota-orders/:id/refunds': { lineId: unknownId, places: 1, reason: 'test' },
    'post /quota-orders/:id/invoices': { kind: 'normal', titleId: title.id },
    'post /invoice-titles': invoiceTitle,
    'patch /invoice-titles/:id': invoiceTitle,
    'post /invoice-requests/:id/issue': { ...paper, amountFen: 1 },
    'post /invoice-requests/:id/refuse': { reason: 'test' },
    'post /invoice-requests/:id/take-back': { reason: 'test' },
    'post /invoice-requests/:id/reverse': paper,
    'post /own-orders': {
      ...{ client: 'h5', connectionId: connection.id, edition: 'dealer', years: 1, priceVersion: 0 },
    },
    'post /own-orders/:id/pay': { client: 'h5' },
    'post /attention-refunds/:id/finish': { outcome: 'paid_back', reason: 'test' },
    'post /bill-differences/:id/close': { reason: 'test' },
    'post /bank-slips/:id/refuse': { reason: 'test' },
    'post /price-versions': { prices: { enterprise: 100 }, effectiveFrom: now.toISOString() },
    'put /merchant': {
      ...{ mchId: '1900000109', appId: 'wxa0c1a17100000001', serialNo: 'ABCDEF012345', platformKeys: [] },
      ...{ bankAccount: null, miniProgramPurchase: false, version: 0 },
    },
    'post /directory-runs/:id/confirm': { heldPeople: 25, heldDepartments: 0 },
    'post /directory-runs/:id/export': { reason: '年度审计' },
    'patch /directory-settings': { follows: true },
    'post /staff-requests/:id/accept': { departmentId: upstreamId, name: '申请人' },
    'post /staff-requests/:id/turn-down': {},
    'post /own-staff-request': {},
    'post /departments': { name: '直营部', parentId: upstreamId },
    'patch /departments/:id': { introduction: '广东、广西、福建' },
    'post /staff-members': {
      ...{ account: 'new@lanxi.example', name: '新人', departmentId: upstreamId },
      password: 'correct horse battery',
    },
    'patch /staff-members/:id': { note: '售后' },
    'post /staff-members/:id/reset-password': {
      ...{ password: 'correct horse battery', confirmation: 'correct horse battery' },
    },
    'put /staff-members/:id/authorisation': { permissions: ['departments.manage'] },
    'post /roles': { name: '样板角色', permissions: ['quota.read'] },
    'patch /roles/:id': { note: '样板' },
    'post /roles/:id/members': { add: [salesperson.id] },
    'post /roles/:id/remove': { withMembers: true },
    'put /departments/:id/default-authorisation': { permissions: ['departments.manage'] },
    'post /sessions/staff-password': { account: 'nobody@lanxi.example', password: 'x' },
    'post /departments/:id/remove': { moveToParent: true },
    'post /sessions/switch': { membershipId: user.id },
    'patch /me': { language: 'zh-CN' },
    'patch /enterprise-names': { displayName: '岚汐' },
    'post /invitation-sms/drafts': { kind: 'text', content: '{contact}您好，{brand}已为您开通账号。' },
    'post /invitation-sms/signature': { on: true },
    'post /sms-campaigns': { contentId: smsId, userIds: null },
    'post /marketing-consent': { version: 'test' },
    'post /sms-reviews/:id/approve': {},
    'post /sms-reviews/:id/refuse': { reason: 'test' },
    'patch /sign-in-prompt': { enabled: true, text: '请联系岚汐净水。' },
    'post /operation-records/export': { reason: '年度审计' },
    'post /interconnect-users/export': { reason: '年度审计' },
    'patch /staff/me': { language: 'zh-CN' },
    'put /staff/me/avatar': { content: null },
    'post /staff/me/password': { current: 'x', password: 'y', confirmation: 'y' },
    'post /consents': { version: 'none' },
    'post /binding/start': {},
    'post /phone-proofs/wechat': { code: 'x' },
    'post /phone-proofs/sms': { phone: '15400000098' },
    'post /phone-proofs/sms/verify': { challengeId: unknownId, code: '000000' },
    'post /bindings': { proofId: unknownId },
    'post /interconnect-users/:id/change-phone': { phone: '15400000097' },
    'post /user-invitations': { userIds: [unknownId] },
    'post /connections': { name: '一家', legalName: '一家有限公司' },
    'post /connections/:id/edition': { edition: null },
    'post /invitation-codes': { kind: 'dedicated' },
    'post /invitations/look': { code: '0'.repeat(22) },
    'post /invitations/confirm': {
      code: '0'.repeat(22),
      proofId: unknownId,
      contactName: '路人',
      company: { kind: 'new', name: '路人商贸' },
    },
    'patch /downstream-settings': { connectUpstreams: false },
    'post /staff/upstream-connections': { code: '0'.repeat(22) },
    // Of an account that nobody of the table has: everybody stays.
    'post /account-cancellation': { accountIds: [unknownId] },
    'post /account-cancellation/hand-over': { accountId: unknownId, userId: unknownId },
    'post /personal-exports': {},
    'post /binding-requests': { proofId: unknownId, name: '路人' },
    'post /binding-requests/:id/resolve': { action: 'use_phone', interconnectUserId: user.id },
    'post /auto-replies': { words: '样品', pattern: 'equals_any', replies: ['好'] },
    'post /auto-replies/try': { sentence: '样品' },
    'patch /auto-replies/:id': { enabled: true },
    'patch /follow-guides/:id': { enabled: true },
    'post /follow-guides/:id/restore-preset': { variant: 'unbound' },
    'post /follow-guides/:id/preview': { variant: 'unbound', content },
    'patch /channel-accounts/:id': { name: '岚汐净水服务号' },
    'put /template-mappings/:purpose': {
      channelAccountId: account.id,
      templateId: 'TPL-ACCOUNT-BOUND-0000000000000000000000001',
      fields: {},
      enabled: false,
    },
    'post /template-mappings/:purpose/test': { interconnectUserId: user.id },
    'post /reconciliation-runs/:id/confirm': { heldBack: 25 },
    'post /webhook-endpoints': { url: 'http://localhost:9/', eventTypes: ['account.bound'] },
    'patch /webhook-endpoints/:id': { description: 'ERP' },
    'post /template-enterprises': { name: '样板企业', legalName: '样板企业有限公司' },
    'post /packages': { name: '样板', parts: [{ key: 'sign_in_prompt' }] },
    'put /packages/:id': { name: '样板', parts: [{ key: 'sign_in_prompt' }] },
    'post /packages/:id/dry-run': pushWish,
    'post /packages/:id/pushes': pushWish,
    'patch /registration-settings': { enterprise: { review: true } },
    'post /registrations': { proofId: unknownId, accountType: 'enterprise', name: '路人' },
    'post /registrations/:id/refuse': { reason: 'test' },
    'post /extended-fields': { object: 'customer', name: '另一个样板', type: 'text' },
    'put /extended-fields/:id': { name: '样板字段', type: 'text', tips: 'test' },
    'post /extended-fields/:id/status': { usable: false },
    'post /extended-fields/:id/move': { direction: 'up' },
    'post /crm-reports/:id/decide': { outcome: 'reject', answer: 'test' },
    'put /crm-id-numbers': { enabled: true, purpose: '样板用途' },
    'post /crm-imports': { kind: 'customer', fileName: 'a.xlsx', size: 3 },
    'post /crm-imports/:id/pieces': { number: 0, content: 'AAAA' },
    'post /crm-imports/:id/start': { rules: { duplicates: 'skip' } },
    'post /crm-export': { kind: 'customer', scope: 'mine', reason: 'test' },
    'patch /account-opening': { defaultRole: 'accountant' },
    'post /account-openings': { kind: 'customer', items: [{ id: partyIds['customer'] }] },
    ...partyBodies('/customers'),
    ...partyBodies('/partners'),
    'post /channel-accounts': {
      kind: 'mini-program',
      name: 'another',
      appId: 'wx00000000000000ff',
      secret: '0'.repeat(32),
      baseUrl: `${product.sandboxUrl}/api.weixin.qq.com`,
    },
  };

  function partyBodies(base: string): Record<string, unknown> {
    return {
      [`post ${base}`]: { ...party, name: '另一个样板', phone: '0571-00000002' },
      [`put ${base}/classes`]: { items: [{ key: 'other', name: '其他', visitDays: null }] },
      [`post ${base}/hand-over`]: { ids: [unknownId], ownerId: null },
      [`patch ${base}/:id`]: { note: 'test' },
      [`post ${base}/:id/contacts`]: contact,
      [`put ${base}/:id/contacts/:contactId`]: contact,
      // The standard’s own example.
      [`put ${base}/:id/contacts/:contactId/id-number`]: { number: '11010519491231002X', consent: true },
      [`post ${base}/:id/follow-ups`]: { text: 'test' },
      [`post ${base}/:id/visits`]: { day: '2026-12-31', text: 'test' },
      [`post ${base}/:id/deals`]: { day: '2026-01-01', amountFen: 100, text: 'test' },
      [`post ${base}/:id/deals/:dealId/strike`]: { reason: 'test' },
      [`post ${base}/:id/reports`]: { reason: 'test' },
      [`post ${base}/:id/account/open`]: { contacts: [] },
    };
  }

  return {
    unknownId,
    user,
    requestId,
    path(route: RouteDefinition, id?: string): string {
      const real = idsByPrefix.find(([prefix]) => route.path.startsWith(prefix))?.[1];
      if (/:id\b/.test(route.path) && real === undefined) throw new Error(`No sample id for ${route.path}`);
      return route.path
        .replace(':id', id ?? real ?? '')
        .replace(':contactId', partyContact.id)
        .replace(':visitId', newId())
        .replace(':dealId', newId())
        .replace(':purpose', 'account.bound')
        .replace(':source', 'job')
        .replace(':file', 'own')
        .replace(':kind', 'staff')
        .replace(':recordId', salesperson.id);
    },
    body: (route: RouteDefinition): unknown => bodies[`${route.method} ${route.path}`],
  };
}
export type RouteSamples = Awaited<ReturnType<typeof openRouteSamples>>;
