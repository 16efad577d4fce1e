/**
 * `npm run drills`: the long drills of reliability.md with their full counts, of which `npm test`
 * runs a part: kills at random points, twins and orders, hostile bodies, races for the last place, a
 * restored backup, an upgrade under traffic.
 * One file at a time, on each engine that answers; a line for each, and at the end what was found.
 *
 *   npm run drills [-- --only crash,order,…] [--engine embedded | mysql]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { root } from './build.ts';
import { readReport } from './test-report.ts';

const channels = 'server/features/channels/intake';
const drills: Readonly<Record<string, string>> = {
  envelope: 'bot/crypto/envelope.test.ts',
  day: `${channels}/day.test.ts`,
  crash: `${channels}/crash.test.ts`,
  door: `${channels}/door.test.ts`,
  hostile: `${channels}/hostile-bodies.test.ts`,
  order: `${channels}/order.test.ts`,
  'many-processes': 'server/many-processes.redis.test.ts',
  'stalled-workers': 'server/stalled-workers.redis.test.ts',
  restore: 'server/restore.test.ts',
  upgrade: 'server/upgrade.test.ts',
  clocks: 'server/clocks-apart.test.ts',
  'worker-clocks': 'server/worker-clocks.redis.test.ts',
  'platform-trouble': 'server/features/messaging/platform-trouble.test.ts',
  'dead-letters': 'server/dead-letters.test.ts',
  'absent-database': `${channels}/absent-database.redis.test.ts`,
  'ledger-property': 'server/features/quota/ledger.property.test.ts',
  'connections-property': 'server/features/enterprises/connections.property.test.ts',
  'orders-property': 'server/features/orders/orders.property.test.ts',
  'invoices-property': 'server/features/orders/invoices.property.test.ts',
  'bills-property': 'server/features/orders/bill-checks.property.test.ts',
  'invitation-race': 'server/features/enterprises/invitations.test.ts',
  'ledger-race': 'server/features/quota/ledger.race.test.ts',
};
const engines = ['embedded', 'mysql'];

const usage = `npm run drills [-- --only NAME,… --engine NAME,…]: the long drills, one file at a time.
  --only    ${Object.keys(drills).join(', ')}
  --engine  ${engines.join(', ')}`;

function chosen(flag: string, given: string | undefined, all: readonly string[]): readonly string[] {
  const names = given === undefined ? all : given.split(',');
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`${flag}: ${unknown.join(', ')} is none of ${all.join(', ')}`);
  return names;
}

/** Hours of work begin only where every word was understood. */
function readFlags(): { names: readonly string[]; engines: readonly string[] } {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, engine: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help === true) {
      console.log(usage);
      process.exit(0);
    }
    return {
      names: chosen('--only', values.only, Object.keys(drills)),
      engines: chosen('--engine', values.engine, engines),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

const flags = readFlags();
const folder = mkdtempSync(join(tmpdir(), 'hulian-drills-'));
let passed = 0;
const failures: string[] = [];
for (const engine of flags.engines) {
  for (const name of flags.names) {
    const file = drills[name] ?? '';
    // The bot knows no database.
    if (engine === 'mysql' && !file.startsWith('server/')) continue;
    // Of many processes, which need MySQL.
    if (engine === 'embedded' && file.endsWith('.redis.test.ts')) continue;
    const report = join(folder, `${engine}-${name}.json`);
    const started = Date.now();
    const args = [
      'vitest',
      'run',
      '--project',
      engine,
      file,
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    spawnSync('npx', args, { cwd: root, env: { ...process.env, DRILL_FULL: '1' }, stdio: 'ignore' });
    const result = readReport(report, root);
    passed += result.passed;
    failures.push(...result.failures.map((line) => `${engine}: ${line}`));
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${engine}  ${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`);
  }
}
rmSync(folder, { recursive: true, force: true });
for (const line of failures) console.log(`Failed in ${line}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
