import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { openComposed, type Composed } from '../../testing/composed.ts';
import { countOf } from '../../testing/drill.ts';
import { verifyLedger } from '../quota/index.ts';
import { endAllDue } from './connection-jobs.ts';
import { Connection } from './enterprise.entity.ts';

/*
 * Whatever happens to relations, the ledger holds exactly their places. The model is a list of
 * relations with a state, and knows neither entries nor databases.
 */
const runs = countOf({ full: 300, part: 6 });
const seed = Number(process.env['DRILL_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const Day = 24 * 3_600_000;
const places = { enterprise: 3, 'edition:dealer': 2, 'edition:lite': 1, wechat_user: 2 };
type EditionKey = 'dealer' | 'lite' | null;
const neverOwn = { own: false, ownUntil: 0, upstreamEdition: null };

interface Modelled {
  readonly id: string;
  state: 'pending' | 'active' | 'tail' | 'over';
  edition: EditionKey;
  own: boolean;
  /** When the last own lot ends that was bought; 0: none was. */
  ownUntil: number;
  /** What the own edition took the place of. */
  upstreamEdition: EditionKey;
  /** Of a request: when it lapses; of a tail: when it is over. */
  until: number;
}

const wasTerminated = (upstreamId: string) =>
  ({ upstreamId, state: 'terminated', endReason: 'terminated' }) as const;

const edition = fc.constantFrom<EditionKey[]>('dealer', 'dealer', 'lite', null);
const which = fc.nat({ max: 7 });
const stepArb = fc.oneof(
  { weight: 3, arbitrary: fc.record({ verb: fc.constant('open' as const), edition }) },
  {
    weight: 3,
    arbitrary: fc.record({ verb: fc.constant('confirm' as const), edition, review: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ verb: fc.constantFrom('approve' as const, 'refuse' as const), which }),
  },
  { weight: 3, arbitrary: fc.record({ verb: fc.constant('terminate' as const), which }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('give' as const), which, edition }) },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('own' as const),
      which,
      edition: fc.constantFrom('dealer' as const, 'lite' as const),
      days: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ verb: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }),
  },
);
type Step = typeof stepArb extends fc.Arbitrary<infer T> ? T : never;

describe('the places of relations', () => {
  let world: Composed;
  let callers = 0;
  beforeAll(async () => {
    world = await openComposed();
  });
  afterAll(() => world.drop());

  it(`are those of the relations that stand, after every step (DRILL_SEED=${seed})`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(stepArb, { minLength: 8, maxLength: 24 }), play), {
      numRuns: runs,
      seed,
    });
  }, 600_000);

  async function play(steps: readonly Step[]): Promise<void> {
    const { server } = world;
    const { connections, codes, invitations } = server.connecting;
    const upstreamId = await world.enterprise('上游', places);
    const by = () => ({ staffId: newId(), name: '陈立', enterpriseId: upstreamId, requestId: newId() });
    const model: Modelled[] = [];
    const now = () => world.clock.now().getTime();
    const takes = (one: Modelled) => !one.own && (one.state === 'active' || one.state === 'pending');
    const room = (kind: keyof typeof places) =>
      places[kind] -
      (kind === 'enterprise'
        ? model.filter(takes).length
        : model.filter(
            (one) =>
              !one.own &&
              (one.state === 'active' || one.state === 'tail') &&
              `edition:${String(one.edition)}` === kind,
          ).length);
    const roomFor = (wanted: EditionKey) => wanted === null || room(`edition:${wanted}`) > 0;
    /** True where it was done, the code where it was refused. */
    const tried = async (work: () => Promise<unknown>): Promise<true | string> => {
      try {
        await work();
        return true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return error.code;
      }
    };
    const pick = (index: number) => (model.length === 0 ? undefined : model[index % model.length]);

    for (const step of steps) {
      switch (step.verb) {
        case 'open': {
          let id = '';
          const input = { name: '下游', legalName: '下游有限公司', edition: step.edition, contact: null };
          const done = await tried(async () => {
            id = await connections.open(by(), input, 'zh-CN');
          });
          const fits = room('enterprise') > 0 && roomFor(step.edition);
          expect(done).toBe(fits ? true : 'quota.exhausted');
          if (fits) model.push({ id, state: 'active', edition: step.edition, ...neverOwn, until: 0 });
          break;
        }
        case 'confirm': {
          const kind = step.review ? ('general' as const) : ('dedicated' as const);
          const plain = {
            note: '',
            validDays: 30,
            maxUses: 1,
            companyName: '',
            contactName: '',
            phone: null,
          };
          const made = await codes.create(
            by(),
            { ...plain, kind, edition: step.edition, review: step.review },
            'zh-CN',
          );
          callers += 1;
          const person = await world.person(upstreamId, String(13000000000 + callers));
          const proofId = await person.prove();
          const company = { kind: 'new', name: '来客' } as const;
          let id = '';
          const done = await tried(async () => {
            const input = { code: made.code, proofId, contactName: '来客', company };
            id = (await invitations.confirm(person.binder, input)).connectionId;
          });
          const fits = room('enterprise') > 0 && (step.review || roomFor(step.edition));
          expect(done).toBe(fits ? true : 'connection.no_place');
          if (!fits) break;
          const state = step.review ? 'pending' : 'active';
          model.push({ id, state, edition: step.edition, ...neverOwn, until: now() + 30 * Day });
          break;
        }
        case 'approve':
        case 'refuse': {
          const one = pick(step.which);
          if (one === undefined) break;
          const done = await tried(() => invitations[step.verb](by(), one.id, 'zh-CN'));
          if (one.state !== 'pending') expect(done).toBe('connection.state');
          else if (step.verb === 'refuse') {
            expect(done).toBe(true);
            one.state = 'over';
          } else {
            // Its enterprise place is reserved; only the edition can be short.
            const fits = roomFor(one.edition);
            expect(done).toBe(fits ? true : 'quota.exhausted');
            if (fits) one.state = 'active';
          }
          break;
        }
        case 'terminate': {
          const one = pick(step.which);
          if (one === undefined) break;
          const done = await tried(() => connections.terminate(by(), one.id));
          expect(done).toBe(one.state === 'active' ? true : 'connection.state');
          if (one.state !== 'active') break;
          one.state = one.own || one.edition === null ? 'over' : 'tail';
          const row = await world.across().findOneOrFail(Connection, { id: one.id }, { refresh: true });
          one.until = row.endsAt?.getTime() ?? 0;
          expect(one.until - now() <= 15 * Day).toBe(true);
          break;
        }
        case 'give': {
          const one = pick(step.which);
          if (one === undefined) break;
          const done = await tried(() => connections.setEdition(by(), one.id, step.edition, 'zh-CN'));
          if (one.state !== 'active') expect(done).toBe('connection.state');
          else if (one.own) expect(done).toBe('connection.own_edition');
          else if (one.edition === step.edition) expect(done).toBe(true);
          else {
            const fits = roomFor(step.edition);
            expect(done).toBe(fits ? true : 'quota.exhausted');
            if (fits) one.edition = step.edition;
          }
          break;
        }
        case 'own': {
          const one = pick(step.which);
          if (one === undefined) break;
          const wish = {
            connectionId: one.id,
            edition: step.edition,
            endsAt: new Date(now() + step.days * Day),
            orderName: null,
            actor: 'system',
            actorName: '',
            requestId: '',
          };
          const { downstreamId } = await world.across().findOneOrFail(Connection, { id: one.id });
          await inTransaction(world.across(), (tx) =>
            connections.useOwnEdition(tx, { ...wish, downstreamId }),
          );
          const row = await world.across().findOneOrFail(Connection, { id: one.id }, { refresh: true });
          const could =
            row.state === 'active' || (row.state === 'terminated' && row.endReason === 'terminated');
          expect(row.ownEdition).toBe(could);
          if (!could) break;
          if (!one.own) one.upstreamEdition = one.edition;
          one.own = true;
          one.edition = step.edition;
          one.ownUntil = wish.endsAt.getTime();
          break;
        }
        case 'wait': {
          world.clock.advance(step.days * Day);
          for (const one of model) {
            const lapses = (one.state === 'pending' || one.state === 'tail') && one.until <= now();
            if (lapses) one.state = 'over';
          }
          for (const one of model) {
            if (!one.own || one.ownUntil > now()) continue;
            if (one.state !== 'active') {
              one.own = false;
              one.state = 'over';
              // Without an enterprise place of the upstream it rests, and is tried again.
            } else if (room('enterprise') > 0) {
              const back = roomFor(one.upstreamEdition) ? one.upstreamEdition : null;
              Object.assign(one, { own: false, edition: back });
            }
          }
          await endAllDue(world.across(), connections, world.clock.now());
        }
      }
      const active = await world
        .across()
        .count(Connection, { upstreamId, state: 'active', ownEdition: false });
      const pending = await world.across().count(Connection, { upstreamId, state: 'pending' });
      const figure = await world.figures(upstreamId, 'enterprise');
      expect([figure.used, figure.reserved]).toEqual([active, pending]);
      expect(figure.remaining).toBe(room('enterprise'));
      for (const kind of ['edition:dealer', 'edition:lite'] as const) {
        expect([kind, (await world.figures(upstreamId, kind)).remaining]).toEqual([kind, room(kind)]);
      }
      expect(await verifyLedger(world.across(), upstreamId)).toEqual([]);
      // Access of a terminated one: the later of the upstream's tail and the own lot's end (row 19).
      for (const row of await world.across().find(Connection, wasTerminated(upstreamId), { refresh: true })) {
        const one = model.find(({ id }) => id === row.id);
        const ends = [row.endsAt?.getTime() ?? 0, row.ownEndsAt?.getTime() ?? 0];
        expect(Math.max(...ends)).toBe(Math.max(one?.until ?? 0, one?.ownUntil ?? 0));
      }
    }
  }
});
