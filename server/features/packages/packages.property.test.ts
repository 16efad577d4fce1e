import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { templatePermissions } from '../../../config/permissions.ts';
import type { ItemValues, PartValues } from '../../contract/packages.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { StaffRole } from '../access/role.entity.ts';
import { SignInPrompt } from '../accounts/sign-in-prompt.entity.ts';
import { ExtendedField } from '../crm/fields/field.entity.ts';
import { Connection, Enterprise } from '../enterprises/enterprise.entity.ts';

let composed: Composed;
beforeAll(async () => {
  composed = await openComposed();
});
afterAll(() => composed.drop());

const promptOf = (text: string, alone: boolean) => ({
  key: 'sign_in_prompt',
  values: { enabled: true, text, contactName: '', contactPhone: '', alone } satisfies PartValues,
});
const sloganOf = (slogan: string) => ({ key: 'basic_information', values: { slogan } });
const rights = ['crm.use', 'quota.read'];
const role = fc
  .tuple(fc.constantFrom('甲', '乙'), fc.subarray(rights))
  .map(([name, permissions]): ItemValues => ({ name, note: '', preset: '', permissions }));
const field = fc
  .tuple(fc.constantFrom('甲', '乙'), fc.constantFrom('customer', 'contact'), fc.constantFrom('', '填'))
  .map(([name, object, tips]): ItemValues => ({ name, object, fieldType: 'text', options: [], tips }));
const nameOf = ({ name, object }: ItemValues) => `${String(object)} ${String(name)}`;
const listOf = (key: string, item: fc.Arbitrary<ItemValues>) =>
  fc
    .uniqueArray(item, { minLength: 1, maxLength: 3, selector: nameOf })
    .map((items) => ({ key, values: {}, items }));
const part: fc.Arbitrary<{ key: string; values: PartValues; items?: ItemValues[] }> = fc.oneof(
  fc.tuple(fc.constantFrom('甲', '乙', '丙'), fc.boolean()).map(([text, alone]) => promptOf(text, alone)),
  fc.constantFrom('一', '二', '三').map(sloganOf),
  listOf('staff_roles', role),
  listOf('extended_fields', field),
);
/** What a part sets, each by a name of its own: a list sets each of its things. */
const setsOf = ({
  key,
  values,
  items,
}: {
  key: string;
  values: PartValues;
  items?: ItemValues[];
}): (readonly [string, ItemValues])[] =>
  items === undefined
    ? [[key, values] as const]
    : items.map((item) => [`${key} ${nameOf(item)}`, item] as const);
/** A package is one to three parts; each step pushes one of them so many times. */
const packages = fc.array(fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: ({ key }) => key }), {
  minLength: 1,
  maxLength: 3,
});
const steps = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 5 });

it(
  'pushes twice as once, and ends in the last content of each part, in whatever order',
  { timeout: 120_000 },
  async () => {
    const { server, clock } = composed;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(packages, steps, async (contents, order) => {
        run += 1;
        const upstreamId = await composed.enterprise(`上游${run}`);
        const downstreamId = await composed.enterprise(`下游${run}`);
        const templateId = await composed.enterprise(`样板${run}`);
        const { connectionId, staffId } = await inTransaction(composed.across(), async (tx) => {
          await tx.nativeUpdate(Enterprise, { id: templateId }, { kind: 'template', templateOf: upstreamId });
          const now = clock.now();
          const connect = { upstreamId, downstreamId, origin: 'admin', edition: null, now } as const;
          return {
            connectionId: await server.enterprises.connect(tx, connect),
            staffId: await server.staff.put(tx, {
              ...{ enterpriseId: templateId, account: `a${run}`, name: '样板', phone: null, enabled: true },
              ...{ permissions: [...templatePermissions, ...rights], now },
            }),
          };
        });
        const by = { enterpriseId: templateId, staffId, name: '样板', requestId: `run-${run}` };
        const em = () => server.db.tenant(templateId);
        const ids: string[] = [];
        for (const parts of contents)
          ids.push(await server.packages.book.make(em(), by, { name: '配置', parts }));

        const expected = new Map<string, ItemValues>();
        for (const [pick, times] of order) {
          const index = pick % ids.length;
          const sets = (contents[index] ?? []).flatMap(setsOf);
          const changes = sets.some(([key, values]) => {
            const held = expected.get(key);
            return held === undefined || JSON.stringify(held) !== JSON.stringify(values);
          });
          for (let time = 1; time <= times; time += 1) {
            const wish = { revision: 1, connectionIds: [connectionId], onEdited: 'overwrite' as const };
            const pushId = await server.packages.pushes.push(em(), by, ids[index] ?? '', wish);
            await server.worker.drain();
            const { targets } = await server.packages.pushes.one(em(), pushId, 'zh-CN');
            expect(targets[0]?.state).toBe(time === 1 && changes ? 'applied' : 'no_change');
          }
          for (const [key, values] of sets) expected.set(key, values);
        }

        const prompt = await composed.across().findOne(SignInPrompt, { enterpriseId: downstreamId });
        const slogan = (await composed.across().findOneOrFail(Enterprise, { id: downstreamId })).slogan;
        const wanted = expected.get('sign_in_prompt');
        if (wanted === undefined) expect(prompt).toBeNull();
        else expect(prompt).toMatchObject(wanted);
        expect(slogan).toBe(expected.get('basic_information')?.['slogan'] ?? '');
        const of = { enterpriseId: downstreamId };
        const roles = await composed.across().find(StaffRole, { ...of, preset: null });
        const fields = await composed.across().find(ExtendedField, of);
        const lists = [...expected].filter(([key]) => key.includes(' ')).map(([, item]) => item);
        expect(roles.length + fields.length).toBe(lists.length);
        for (const item of lists)
          expect([...roles, ...fields]).toContainEqual(
            expect.objectContaining(
              'object' in item
                ? { name: item['name'], object: item['object'], tips: item['tips'] }
                : { name: item['name'], permissions: item['permissions'] },
            ),
          );
        expect(await composed.across().count(Connection, { id: connectionId })).toBe(1);
      }),
      { numRuns: 20 },
    );
  },
);
