import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { permissionNames } from '../../../config/permissions.ts';
import { registrationPreset } from '../../../config/registration.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, settle, type Answer } from '../../testing/people.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { SignInPrompt } from '../accounts/sign-in-prompt.entity.ts';
import { Connection, Enterprise } from '../enterprises/enterprise.entity.ts';
import { guidePreset } from '../messaging/guide-preset.ts';
import { FollowGuide } from '../messaging/messaging.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { RegistrationSettings } from '../registration/registration.entity.ts';
import { ConfigPackage } from './package.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];

describe('a template enterprise and its configuration packages', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let template: Credentials;
  let templateId: string;
  let targets: { connectionId: string; name: string }[];
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
  });
  afterAll(() => product.end());

  const em = () => product.server.db.acrossTenants('operator: seed');
  const get = (who: Credentials, path: string) => call(product, 'GET', path, who);
  const post = (who: Credentials, path: string, body?: object) =>
    call(product, 'POST', path, { ...who, ...(body === undefined ? {} : { body }) });
  const prompt = { enabled: true, text: '请联系业务员。', contactName: '', contactPhone: '', alone: false };
  const form = { name: '岚汐样板企业', legalName: '岚汐样板有限公司' };
  const downstreamOf = async (connectionId: string) =>
    (await em().findOneOrFail(Connection, { id: connectionId })).downstreamId;
  const make = async (name: string, parts: object[]) =>
    (await post(template, '/packages', { name, parts })).body;
  const push = (id: string, connectionIds: string[], more: object = {}) =>
    post(template, `/packages/${id}/pushes`, { revision: 1, connectionIds, ...more });
  const resultOf = async (answer: Answer) => {
    expect(answer.status).toBe(201);
    await settle(product);
    return (await get(template, `/package-pushes/${answer.body.id}`)).body;
  };
  async function enter(url: string): Promise<Credentials> {
    const code = new URL(url).searchParams.get('code');
    const answer = await call(product, 'POST', '/sessions/staff-link', { body: { code } });
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  }

  it('appears when the channel quota has been opened, and not before', async () => {
    const bare = newId();
    await em().insert(Enterprise, {
      ...{ id: bare, legalName: '新品牌有限公司', displayName: '新品牌', createdAt: new Date() },
      ...{
        kind: 'company',
        slogan: '',
        timeZone: 'Asia/Shanghai',
        demo: true,
        connectUpstreams: false,
        version: 1,
      },
    });
    const staff = await callers.staffSession(bare, await callers.putStaff(bare, 'newbrand', permissionNames));
    expect((await get(staff, '/template-enterprises')).body).toEqual({ offered: false, limit: 1, items: [] });
    expect(told(await post(staff, '/template-enterprises', form))).toEqual([409, 'template.not_offered']);
    await inTransaction(product.server.db.tenant(bare), (tx) =>
      product.server.ledger.credit(tx, {
        ...{
          enterpriseId: bare,
          kind: 'edition:dealer',
          amount: 1,
          sourceKey: `test:${bare}`,
          actor: 'system',
        },
        ...{
          startsAt: product.server.clock.now(),
          endsAt: null,
          reason: 'order_paid',
          reasonValues: { order: 'Q' },
        },
      }),
    );
    expect((await get(staff, '/template-enterprises')).body.offered).toBe(true);
  });

  it('is created once, by the form of a downstream, and takes no place of enterprises', async () => {
    const before = (await get(admin, '/quota')).body;
    expect(told(await post(admin, '/template-enterprises', { ...form, legalName: '' }))[0]).toBe(422);
    const both = await Promise.all([1, 2].map(() => post(admin, '/template-enterprises', form)));
    expect(both.map(told).sort()).toEqual([
      [201, undefined],
      [409, 'template.limit'],
    ]);
    const made = both.find(({ status }) => status === 201)?.body;
    templateId = made.template.id;
    expect((await get(admin, '/quota')).body).toEqual(before);
    template = await enter(made.entry.url);
  });

  it('is signed in to with a session of its own, which reads no data of downstream or upstream', async () => {
    const me = (await get(template, '/staff/me')).body;
    expect(me.enterprise).toMatchObject({ id: templateId, kind: 'template' });
    expect((await get(admin, '/staff/me')).body.enterprise.id).toBe(callers.upstreamId);
    for (const path of ['/connections', '/interconnect-users', '/quota', '/channel-accounts'])
      expect([path, ...told(await get(template, path))]).toEqual([path, 403, 'permission.denied']);
    // The upstream's way in opens no template of another, and packages open to no other staff.
    const foreign = await callers.as('foreign');
    expect(told(await post(foreign, `/template-enterprises/${templateId}/enter`))).toEqual([
      404,
      'not_found',
    ]);
    expect(told(await get(foreign, '/packages'))).toEqual([403, 'package.only_template']);
    const again = await post(admin, `/template-enterprises/${templateId}/enter`);
    expect((await get(await enter(again.body.url), '/staff/me')).body.enterprise.id).toBe(templateId);
  });

  it('lets nobody stay who may not enter any more: out of the company, or without the right', async () => {
    const rights = ['template.manage'];
    const put = (permissions: readonly string[], enabled = true) =>
      callers.putStaff(callers.upstreamId, 'packer', permissions, enabled);
    const packer = await callers.staffSession(callers.upstreamId, await put(rights));
    const way = await post(packer, `/template-enterprises/${templateId}/enter`);
    const inside = await enter(way.body.url);
    const status = async () => {
      // A session is looked up anew once what is known of it is a second old.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      return (await get(inside, '/packages')).status;
    };
    expect(await status()).toBe(200);
    await put([]);
    expect(await status()).toBe(401);
    await put(rights);
    expect(await status()).toBe(200);
    await put(rights, false);
    expect(await status()).toBe(401);
    expect((await get(template, '/packages')).status).toBe(200);
  });

  it('packs what it has, freezes it, and makes a revision of other content', async () => {
    expect((await get(template, '/package-parts')).body.items.map(({ key }: { key: string }) => key)).toEqual(
      [
        ...['follow_guide', 'sign_in_prompt', 'basic_information', 'registration'],
        ...['staff_roles', 'extended_fields', 'auto_replies'],
      ],
    );
    const own = await call(product, 'PATCH', '/sign-in-prompt', {
      ...template,
      headers: { 'if-match': '"0"' },
      body: { enabled: true, text: '样板文字' },
    });
    expect(own.status).toBe(200);
    const made = await make('样板', [{ key: 'sign_in_prompt' }]);
    expect(made).toMatchObject({ revision: 1, content: [{ values: { text: '样板文字' } }] });
    const put = (version: number, parts: object[]) =>
      call(product, 'PUT', `/packages/${made.id}`, {
        ...template,
        headers: { 'if-match': `"${version}"` },
        body: { name: '样板', parts },
      });
    const same = await put(made.version, [{ key: 'sign_in_prompt' }]);
    expect(same.body).toMatchObject({ revision: 1, contentHash: made.contentHash, version: made.version });
    const other = await put(made.version, [{ key: 'sign_in_prompt', values: prompt }]);
    expect(other.body.revision).toBe(2);
    expect(other.body.contentHash).not.toBe(made.contentHash);
    expect(told(await put(made.version, [{ key: 'sign_in_prompt' }]))).toEqual([409, 'conflict.version']);
    const bad = (parts: object[]) => post(template, '/packages', { name: 'x', parts });
    expect(told(await bad([{ key: 'menus' }]))).toEqual([422, 'package.part_unknown']);
    expect(told(await bad([{ key: 'sign_in_prompt', values: { ...prompt, more: '' } }]))).toEqual([
      422,
      'package.part_invalid',
    ]);
    expect(told(await bad([{ key: 'sign_in_prompt', values: { ...prompt, contactPhone: 'abc' } }]))).toEqual([
      422,
      'package.part_invalid',
    ]);
  });

  it('tries a push without writing, writes it once, and finds nothing to do the second time', async () => {
    targets = (await get(template, '/package-targets')).body.items;
    expect(targets.length).toBeGreaterThan(2);
    const [first = '', second = ''] = targets.map(({ connectionId }) => connectionId);
    const { id } = await make('提示', [{ key: 'sign_in_prompt', values: prompt }]);
    const body = { revision: 1, connectionIds: [first, second] };
    const dry = await post(template, `/packages/${id}/dry-run`, body);
    expect(dry.body.targets[0]).toMatchObject({ outcome: 'change', reason: null });
    expect(dry.body.targets[0].changes).toContainEqual(
      expect.objectContaining({ field: 'text', before: '', after: prompt.text, edited: false, kept: false }),
    );
    const downstreamId = await downstreamOf(first);
    expect(await em().count(SignInPrompt, { enterpriseId: downstreamId })).toBe(0);

    expect((await resultOf(await push(id, [first, second]))).counts).toEqual({
      ...{ queued: 0, applied: 2, no_change: 0, failed: 0 },
    });
    expect(await em().findOne(SignInPrompt, { enterpriseId: downstreamId })).toMatchObject(prompt);
    const records = await em().count(OperationRecord, { action: 'package.applied' });
    expect(records).toBe(4);
    expect(await em().count(OperationRecord, { action: 'package.applied', enterpriseId: downstreamId })).toBe(
      1,
    );
    expect((await resultOf(await push(id, [first, second]))).counts.no_change).toBe(2);
    expect(await em().count(OperationRecord, { action: 'package.applied' })).toBe(records);
  });

  it('carries self-registration: choices in words, only those there are, and never the admin’s own way', async () => {
    const connectionId = targets[0]?.connectionId ?? '';
    const parts = (await get(template, '/package-parts')).body.items;
    const { fields, values } = parts.find((part: { key: string }) => part.key === 'registration');
    expect(fields.find((field: { key: string }) => field.key === 'enterprise.nameMode')).toMatchObject({
      kind: 'choice',
      choices: expect.arrayContaining([{ value: 'locked', label: '自动生成，不可修改' }]),
    });
    const wish = { ...values, self: true, 'enterprise.nameMode': 'locked', 'enterprise.email': 'required' };
    const bad = (more: object) =>
      post(template, '/packages', {
        name: 'x',
        parts: [{ key: 'registration', values: { ...wish, ...more } }],
      });
    expect(told(await bad({ 'enterprise.minLength': '1' }))).toEqual([422, 'package.part_invalid']);
    expect(told(await bad({ 'enterprise.nameMode': 'free' }))).toEqual([422, 'package.part_invalid']);
    // A stranger may not choose whose company he comes into and be its admin unseen.
    const picks = { 'enterprise.nameMode': 'existing', 'enterprise.role': 'owner' };
    expect(told(await bad(picks))).toEqual([422, 'registration.review_needed']);
    const { id } = await make('自助注册', [{ key: 'registration', values: wish }]);
    const dry = await post(template, `/packages/${id}/dry-run`, {
      revision: 1,
      connectionIds: [connectionId],
    });
    expect(dry.body.targets[0].changes).toContainEqual(
      expect.objectContaining({ field: 'enterprise.email', before: '不收集', after: '必填' }),
    );
    const enterpriseId = await downstreamOf(connectionId);
    const own = { ...registrationPreset, methods: { ...registrationPreset.methods, admin: false } };
    await em().insert(RegistrationSettings, {
      ...{ id: newId(), enterpriseId, ...own, updatedAt: new Date(), version: 1 },
    });
    expect((await resultOf(await push(id, [connectionId]))).counts.applied).toBe(1);
    expect(await em().findOneOrFail(RegistrationSettings, { enterpriseId })).toMatchObject({
      methods: { admin: false, self: true, salesperson: true },
      enterprise: { nameMode: 'locked', fields: { email: 'required', note: 'off' }, role: null },
    });
    expect((await resultOf(await push(id, [connectionId]))).counts.no_change).toBe(1);
  });

  it('shows what a downstream has changed since, and keeps it or overwrites it as chosen', async () => {
    const target = { connectionId: targets[0]?.connectionId ?? '' };
    const downstreamId = await downstreamOf(target.connectionId);
    const row = () => em().findOneOrFail(SignInPrompt, { enterpriseId: downstreamId });
    await em().nativeUpdate(SignInPrompt, { enterpriseId: downstreamId }, { text: '自己的话' });
    const { id } = await make('再下发', [{ key: 'sign_in_prompt', values: { ...prompt, alone: true } }]);
    const keep = { revision: 1, connectionIds: [target.connectionId], onEdited: 'keep' };
    const dry = (await post(template, `/packages/${id}/dry-run`, keep)).body.targets[0];
    expect(dry.changes).toEqual([
      expect.objectContaining({ field: 'text', before: '自己的话', edited: true, kept: true }),
      expect.objectContaining({ field: 'alone', edited: false, kept: false }),
    ]);
    expect((await resultOf(await push(id, [target.connectionId], { onEdited: 'keep' }))).counts.applied).toBe(
      1,
    );
    expect(await row()).toMatchObject({ text: '自己的话', alone: true });
    await resultOf(await push(id, [target.connectionId]));
    expect((await row()).text).toBe(prompt.text);
  });

  it('shows who did not get it and why, and tries those alone again', async () => {
    const [first = '', second = ''] = targets.map(({ connectionId }) => connectionId);
    const giveGuide = async (connectionId: string) =>
      em().insert(FollowGuide, {
        ...{ id: newId(), enterpriseId: await downstreamOf(connectionId), channelAccountId: newId() },
        ...{ ...guidePreset, enabled: false, updatedAt: new Date(), version: 1 },
      });
    await giveGuide(first);
    const { id } = await make('引导语和提示', [
      { key: 'sign_in_prompt', values: { ...prompt, text: '都要' } },
      { key: 'follow_guide' },
    ]);
    const result = await resultOf(await push(id, [first, second]));
    expect(result.targets).toMatchObject([
      { state: 'applied', reason: null },
      { state: 'failed', reason: expect.stringContaining('服务号') },
    ]);
    // All or nothing: the part that could have been written was not.
    const of = { enterpriseId: await downstreamOf(second) };
    expect((await em().findOneOrFail(SignInPrompt, of)).text).toBe(prompt.text);
    await giveGuide(second);
    await post(template, `/package-pushes/${result.id}/retry`);
    await settle(product);
    const after = (await get(template, `/package-pushes/${result.id}`)).body;
    expect(after.counts).toMatchObject({ applied: 2, failed: 0 });
    expect(after.targets[0].finishedAt).toBe(result.targets[0].finishedAt);
    expect((await em().findOneOrFail(FollowGuide, of)).enabled).toBe(true);
    expect(told(await post(template, `/package-pushes/${result.id}/retry`))).toEqual([
      409,
      'package.nothing_failed',
    ]);
  });

  it('pushes to live downstream of its own upstream and to nobody else', async () => {
    const { id } = await make('别人', [{ key: 'basic_information', values: { slogan: '好水' } }]);
    const { upstreamId, secondId } = callers;
    const stranger = newId();
    const when = { createdAt: new Date(), ownEdition: false, version: 1 };
    await em().insert(Connection, {
      ...{ id: stranger, upstreamId: secondId, downstreamId: upstreamId, origin: 'admin', state: 'active' },
      ...when,
    });
    expect(told(await push(id, [stranger]))).toEqual([404, 'not_found']);
    const ended = await em().findOneOrFail(Connection, { upstreamId, state: { $ne: 'active' } });
    expect(told(await push(id, [ended.id]))).toEqual([409, 'package.target_ended']);
    expect(told(await push(id, [targets[0]?.connectionId ?? ''], { revision: 9 }))).toEqual([
      409,
      'conflict.version',
    ]);
    // A relation that ends between the push and its work is told, and nothing is written.
    const last = targets.at(-1)?.connectionId ?? '';
    const downstreamId = await downstreamOf(last);
    await product.server.worker.stop();
    const answer = await push(id, [last]);
    await em().nativeUpdate(Connection, { id: last }, { state: 'terminated' });
    const result = await resultOf(answer);
    expect(result.targets[0]).toMatchObject({ state: 'failed' });
    expect((await em().findOneOrFail(Enterprise, { id: downstreamId })).slogan).not.toBe('好水');
  });

  it('keeps another template’s packages and pushes to itself: they are not found', async () => {
    const own = newId();
    await em().insert(Enterprise, {
      ...{
        id: own,
        legalName: '禾光样板有限公司',
        displayName: '禾光样板',
        createdAt: new Date(),
        kind: 'template',
      },
      ...{ templateOf: callers.secondId, slogan: '', timeZone: 'Asia/Shanghai', demo: true },
      ...{ connectUpstreams: false, version: 1 },
    });
    const other = await callers.staffSession(own, await callers.putStaff(own, 'other', permissionNames));
    const { id } = await em().findOneOrFail(ConfigPackage, { name: '别人' });
    const pushId = (await get(template, '/package-pushes')).body.items[0].id;
    const body = { revision: 1, connectionIds: [targets[0]?.connectionId] };
    expect((await get(other, '/packages')).body.items).toEqual([]);
    for (const answer of [
      await get(other, `/packages/${id}`),
      await post(other, `/packages/${id}/dry-run`, body),
      await post(other, `/packages/${id}/pushes`, body),
      await get(other, `/package-pushes/${pushId}`),
      await post(other, `/package-pushes/${pushId}/retry`),
    ])
      expect(told(answer)).toEqual([404, 'not_found']);
  });
});
