/** Customers, each with a contact, in a tree of departments eight deep, and what a look at them costs by who looks and at what. */
import { join } from 'node:path';

import { v7 } from 'uuid';
import { z } from 'zod';

import { createConfig } from '../../../config/env.ts';
import { partyQuerySchema, personQuerySchema } from '../../../server/contract/crm.ts';
import { openDatabase } from '../../../server/database.ts';
import { Department } from '../../../server/features/access/department.entity.ts';
import { listContacts } from '../../../server/features/crm/contact-list.ts';
import { contactKeysOf } from '../../../server/features/crm/contact-places.ts';
import { countParties } from '../../../server/features/crm/counts.ts';
import { createActorOf } from '../../../server/features/crm/crm.routes.ts';
import { listParties } from '../../../server/features/crm/party-list.ts';
import type { EntityManager } from '../../../server/kernel/data/orm.ts';
import { insertInto, readRows, timeValue, writeRows } from '../../../server/kernel/data/sql.ts';
import { inTransaction } from '../../../server/kernel/data/transaction.ts';
import type { Caller } from '../../../server/kernel/http/route.ts';
import { newId } from '../../../server/kernel/ids.ts';
import { createLogger } from '../../../server/kernel/log/logger.ts';
import { createServer } from '../../../server/server.ts';
import { median } from '../statistics.ts';

const levels = 8;
const perLook = 11;
const atOnce = 500;
/** As many at every size: whoever counts his own counts the pool as well. */
const inPool = 50;
const rows = Number(process.env['BENCH_FILL']);
const dataDir = process.env['BENCH_DATA_DIR'] ?? '';
const url = process.env['BENCH_DATABASE_URL'] ?? `sqlite:${join(dataDir, 'customers.db')}`;
const db = await openDatabase(url);
await db.migrate();
const config = createConfig({
  ...{ NODE_ENV: 'test', SANDBOX: '1', DATA_DIR: dataDir, DATABASE_URL: url },
  PUBLIC_URL: 'http://localhost:3000',
});
const server = createServer(config, { db, log: createLogger('silent') });
const across = () => db.acrossTenants('operator: seed');
const now = new Date();

interface Person {
  readonly id: string;
  readonly path: string;
  readonly departmentId: string;
}

/** Two departments below each, so that there are 255 of them, somebody in each, and two in each of the last. */
const { enterpriseId, everyone } = await inTransaction(across(), async (tx) => {
  const root = await server.enterprises.create(tx, {
    ...{ legalName: '测量', displayName: '测量', demo: false, now },
  });
  let level = [root];
  const ids = [root];
  for (let depth = 1; depth < levels; depth += 1) {
    const next: string[] = [];
    for (const id of level)
      for (const side of ['左', '右'])
        next.push(await server.departments.plant(tx, root, id, `${depth}${side}`));
    ids.push(...next);
    level = next;
  }
  const paths = new Map(
    (await tx.find(Department, { enterpriseId: root })).map(({ id, path }) => [id, path]),
  );
  const people: Person[] = [];
  for (const departmentId of [...ids, ...level]) {
    const account = newId();
    const id = await server.staff.put(tx, {
      ...{ enterpriseId: root, account, name: account.slice(-8), phone: null, enabled: true },
      ...{ permissions: ['crm.use'], departmentId, now },
    });
    people.push({ id, departmentId, path: paths.get(departmentId) ?? '' });
  }
  return { enterpriseId: root, everyone: people };
});
const depthOf = ({ path }: Person) => path.split('/').length - 2;
const [fewHead, shareHead] = everyone.filter((person) => depthOf(person) === 4);
if (fewHead === undefined || shareHead === undefined) throw new Error('The tree has no fourth level');

/** Who stands in a branch: its last two, who share a department, own most of what it has. */
function branch(head: Person) {
  const within = everyone.filter(({ path }) => path.startsWith(head.path));
  const owner = within.find((person) => depthOf(person) === levels);
  if (owner === undefined) throw new Error('The branch has no leaf');
  const colleague = within.find((one) => one.departmentId === owner.departmentId && one.id !== owner.id);
  if (colleague === undefined) throw new Error('The leaf has one only');
  return { head, owner, colleague, others: within.filter((one) => one !== owner && one !== colleague) };
}
/** few: 60 rows, 120 in the department, some 240 below, however many there are beside. share: 6 %, 12 %, 25 %. */
const branches = { few: branch(fewHead), share: branch(shareHead) };

/** Whose each row is, in the order in which rows come: the same in each run. */
function owners(): (Person | null)[] {
  const { few, share } = branches;
  const list: (Person | null)[] = [];
  const add = (person: Person | null, count: number) => {
    for (let nth = 0; nth < count; nth += 1) list.push(person);
  };
  for (const person of [few.owner, few.colleague]) add(person, 60);
  for (const person of few.others) add(person, 3);
  for (const person of [share.owner, share.colleague]) add(person, Math.floor(rows * 0.06));
  for (const person of share.others) add(person, Math.floor((rows * 0.13) / share.others.length));
  const rest = everyone.filter(
    ({ path }) => !path.startsWith(few.head.path) && !path.startsWith(share.head.path),
  );
  for (let nth = 0; list.length < rows; nth += 1)
    list.push(nth < inPool ? null : (rest[(nth * 7919) % rest.length] ?? null));
  let seed = 42;
  for (let at = list.length - 1; at > 0; at -= 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const to = seed % (at + 1);
    [list[at], list[to]] = [list[to] ?? null, list[at] ?? null];
  }
  return list;
}

const columns = [
  ...['id', 'enterprise_id', 'kind', 'state', 'name', 'name_key', 'phone', 'phone_key', 'class_key'],
  ...['importance', 'stage', 'source', 'address', 'note', 'owner_id', 'department_id', 'creator_id'],
  ...['creator_name', 'created_at', 'remind_from', 'version'],
];
const contactColumns = [
  ...['id', 'enterprise_id', 'party_id', 'name', 'mobile', 'email', 'position', 'hobby', 'note'],
  ...['created_at', 'state', 'owner_id', 'department_id', 'name_key', 'phone_key', 'version'],
];
const start = Date.now() - 300 * 86_400_000;
const stages = ['target', 'intention', 'deal', 'vip'];
const seen = new Map<string, string>();
const list = owners();
// Indexes that are made afterwards are made much faster; with a million rows it is minutes.
const indexes =
  db.dialect === 'sqlite'
    ? z
        .array(z.object({ name: z.string(), sql: z.string() }))
        .parse(
          await readRows(
            across(),
            "select name, sql from sqlite_master where type = 'index' and tbl_name in ('crm_party', 'crm_contact') and sql is not null",
            [],
          ),
        )
    : [];
for (const { name } of indexes) await writeRows(across(), `drop index \`${name}\``, []);
const together = 20;
async function insertSome(tx: EntityManager, made: number): Promise<void> {
  const some = list.slice(made, made + atOnce);
  const values = some.map((owner, nth) => {
    const n = made + nth;
    const moment = new Date(start + (n / rows) * 299 * 86_400_000);
    const [at, id] = [timeValue(db.dialect, moment), v7({ msecs: moment.getTime() })];
    if (owner !== null) seen.set(owner.id, id);
    // All names and numbers begin alike, so that a search along them finds everything first.
    const [name, phone] = [`公司${n.toString(36).padStart(6, '0')}`, `0571${String(n).padStart(8, '0')}`];
    const classKey = n % 3 === 0 ? 'direct' : 'dealer';
    const owned = [owner?.id ?? null, owner?.departmentId ?? null, enterpriseId, '测量', at];
    return [
      ...[id, enterpriseId, 'customer', 'live', name, name, phone, phone, classKey, 'high'],
      ...[stages[n % 4], '', '', '', ...owned, owner === null ? null : at, 1],
    ];
  });
  await writeRows(tx, insertInto('crm_party', columns, some.length), values.flat());
  // One contact each, whose names and numbers begin alike, too.
  const people = some.map((owner, nth) => {
    const n = made + nth;
    const moment = new Date(start + (n / rows) * 299 * 86_400_000);
    const [id, name] = [v7({ msecs: moment.getTime() }), `王${n.toString(36).padStart(6, '0')}`];
    const mobile = `138${String(n).padStart(8, '0')}`;
    const { nameKey, phoneKey } = contactKeysOf({ id, name, mobile });
    return [
      ...[id, enterpriseId, values[nth]?.[0], name, mobile, '', '', '', '', timeValue(db.dialect, moment)],
      ...['live', owner?.id ?? null, owner?.departmentId ?? null, nameKey, phoneKey, 1],
    ];
  });
  await writeRows(tx, insertInto('crm_contact', contactColumns, some.length), people.flat());
}
for (let made = 0; made < rows; made += atOnce * together)
  await inTransaction(across(), async (tx) => {
    for (let nth = 0; nth < together && made + nth * atOnce < rows; nth += 1)
      await insertSome(tx, made + nth * atOnce);
  });
for (const { sql } of indexes) await writeRows(across(), sql, []);
// What the planner was told of an index went with it.
await db.migrate();
if (db.dialect === 'mysql')
  await writeRows(across(), 'analyze table crm_party, crm_contact', []).catch(() => 0);

const { few, share } = branches;
const same = 'crm.same_department';
const viewers: Record<
  string,
  { person: Person; right: string; of: Person; scope: 'mine' | 'department' | 'all' }
> = {
  owner: { person: few.owner, right: 'crm.use', of: few.owner, scope: 'mine' },
  department: { person: few.colleague, right: same, of: few.owner, scope: 'department' },
  subtree: { person: few.head, right: 'crm.sub_departments', of: few.owner, scope: 'department' },
  'owner of 6 %': { person: share.owner, right: 'crm.use', of: share.owner, scope: 'mine' },
  'department of 12 %': { person: share.colleague, right: same, of: share.owner, scope: 'department' },
  'subtree of 25 %': { person: share.head, right: 'crm.sub_departments', of: share.owner, scope: 'all' },
  manager: { person: share.head, right: 'crm.manage', of: share.owner, scope: 'all' },
};
const deps = { staff: server.staff, classes: server.crm.classes, visits: server.crm.visits };
const actorOf = createActorOf(server.staff);

/** ms. The embedded engine works in this process: its own time tells the cost, whatever runs beside it. */
function spent(): number {
  if (db.dialect === 'mysql') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** As a route does it: the departments that the right opens are asked for each time. */
async function look(): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [name, { person, right, of, scope }] of Object.entries(viewers)) {
    const permissions = new Set(['crm.use', right]);
    const ask = async () => {
      const em = db.tenant(enterpriseId);
      const caller: Caller = {
        ...{ audience: 'staff', sessionId: '', enterpriseId, personId: person.id, name: '测量' },
        ...{ membershipId: null, appId: '', language: 'zh-CN', permissions },
      };
      return { em, by: await actorOf({ em, caller, locale: 'zh-CN', requestId: 'bench' }) };
    };
    const page = async (search?: string): Promise<void> => {
      const { em, by } = await ask();
      const query = partyQuerySchema.parse({ scope, limit: 50, ...(search === undefined ? {} : { search }) });
      const { rows: found } = await listParties(em, deps, by, 'customer', query);
      await server.crm.view.present(em, found, 'customer', by);
      if (found.length !== 50) throw new Error(`${name} saw ${found.length} rows`);
    };
    const people = async (search?: string): Promise<void> => {
      const { em, by } = await ask();
      const query = personQuerySchema.parse({
        ...{ scope, limit: 50 },
        ...(search === undefined ? {} : { search }),
      });
      const { rows: found } = await listContacts(em, by, query);
      await server.crm.view.people(em, found);
      if (found.length !== 50) throw new Error(`${name} saw ${found.length} people`);
    };
    const acts = {
      list: () => page(),
      search: () => page('公司'),
      async id() {
        const { em, by } = await ask();
        await server.crm.view.one(em, by, 'customer', seen.get(of.id) ?? '');
      },
      async count() {
        const { em, by } = await ask();
        await countParties(em, deps, by, 'customer');
      },
      contacts: () => people(),
      'contact search': () => people('王'),
    };
    for (const [act, work] of Object.entries(acts)) {
      const taken: number[] = [];
      // A count of a share looks at each of its rows: once is enough to tell.
      for (let nth = 0; nth < (act === 'count' ? 3 : perLook); nth += 1) {
        const began = spent();
        await work();
        taken.push(spent() - began);
      }
      times[`${name} ${act}`] = median(taken);
    }
  }
  return times;
}

process.on('message', () => {
  look().then(
    (times) => process.send?.(times),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
