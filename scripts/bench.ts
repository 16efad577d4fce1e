/**
 * Measures the product and prints one table of ratios, each taken in one run on one machine.
 *
 *   tsx scripts/bench.ts [--json] [--quick | --full] [--mysql] [--only callbacks,shared,…]
 *
 * What is measured, and how: scripts/bench/README.md. Ends with 1 when a requirement is not met.
 */
import { cpus, loadavg } from 'node:os';

import { measureCallbacks } from './bench/callbacks.ts';
import { measureCustomers } from './bench/customers.ts';
import { measureDirectory } from './bench/directory.ts';
import { measureGrowth } from './bench/growth.ts';
import { measureJobs } from './bench/jobs.ts';
import { measureLedger } from './bench/ledger.ts';
import { bundlePrograms } from './bench/processes.ts';
import { writeReport, type Figure, type Report } from './bench/report.ts';
import { createSettings } from './bench/settings.ts';
import { measureShared } from './bench/shared.ts';
import { measureSizes } from './bench/sizes.ts';
import { measureStalled } from './bench/stalled.ts';
import { measureStart } from './bench/start.ts';

const parts = [
  'callbacks',
  'shared',
  'stalled',
  'growth',
  'jobs',
  'start',
  'ledger',
  'customers',
  'directory',
  'size',
];
const flags = ['--json', '--quick', '--full', '--mysql', '--only'];

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(
      `npm run bench -- [--json] [--quick | --full] [--mysql] [--only ${parts.join(',')}]\n`,
    );
    return 0;
  }
  const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : parts;
  const unknown = [
    ...args.filter((arg) => arg.startsWith('--') && !flags.includes(arg)),
    ...only.filter((part) => !parts.includes(part)),
  ];
  if (unknown.length > 0) {
    process.stderr.write(`Unknown: ${unknown.join(' ')}\n`);
    return 2;
  }
  const settings = createSettings(args);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const load = () => loadavg()[0] ?? 0;
  const loadBefore = load();
  const program = await bundlePrograms();
  const figures: Figure[] = [];
  if (only.includes('callbacks')) figures.push(...(await measureCallbacks(settings, program, say)));
  if (only.includes('shared')) figures.push(...(await measureShared(settings, program, say)));
  if (only.includes('stalled')) figures.push(...(await measureStalled(program, say)));
  if (only.includes('growth')) figures.push(...(await measureGrowth(settings, program, say)));
  if (only.includes('jobs')) figures.push(...(await measureJobs(settings, program, say)));
  if (only.includes('start')) figures.push(...(await measureStart(settings, program, say)));
  if (only.includes('ledger')) figures.push(...(await measureLedger(settings, program, say)));
  if (only.includes('customers'))
    figures.push(...(await measureCustomers(settings, program, say, args.includes('--mysql'))));
  if (only.includes('directory')) figures.push(...(await measureDirectory(settings, program, say)));
  if (only.includes('size')) figures.push(...measureSizes());
  const report: Report = {
    takenAt: new Date().toISOString(),
    node: process.version,
    machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    load: [loadBefore, load()],
    settings: { ...settings },
    figures,
  };
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(report, null, 2)}\n` : writeReport(report),
  );
  return figures.some(({ required }) => required?.met === false) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
