/**
 * `npm run conformance`: points every case of docs/conformance.md at a server that takes WeChat or
 * WeCom callbacks, ours or another's, and tells what was expected and what came. It judges only what
 * can be seen from outside. Ends with 0 when nothing failed, 1 when something did, 2 when there
 * was nothing to judge (wrong options, no answer).
 *
 *   npm run conformance -- --help
 */
import { writeFileSync } from 'node:fs';

import { allGroups } from './conformance/all-groups.ts';
import { startCanary } from './conformance/canary.ts';
import { createEffects, EffectsError } from './conformance/effects.ts';
import { isWanted, readOptions, usage, UsageError, type Settings } from './conformance/options.ts';
import { exitCodeOf, jsonReport, outcomeLabels, writeReport } from './conformance/report.ts';
import { runCases, UnreachableError } from './conformance/run.ts';
import type { Lang } from './conformance/words.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function main(args: readonly string[]): Promise<number> {
  const asked = readOptions(args, process.env);
  if (asked.kind === 'help') process.stdout.write(usage);
  if (asked.kind === 'list') process.stdout.write(listCases(asked.lang));
  return asked.kind === 'run' ? run(asked.settings) : 0;
}

function listCases(lang: Lang): string {
  const lines = allGroups.flatMap(({ id, title, cases }) => [
    `${id}  ${title[lang]}`,
    ...cases.map((one) => {
      const mark = one.level === 'advice' ? ` (${outcomeLabels.advised[lang]})` : '';
      return `  ${one.id}  ${one.sent[lang]} → ${one.expected[lang]}${mark}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

async function run(settings: Settings): Promise<number> {
  const { target, lang, effectsUrl, json } = settings;
  const wanted = isWanted(settings.only);
  const { canary: place } = settings;
  const canary = place === undefined ? undefined : await startCanary(place.host, place.port, place.publicUrl);
  let failures = 0;
  try {
    const results = await runCases(
      target,
      allGroups,
      {
        ...settings,
        canary,
        effects:
          effectsUrl === undefined ? undefined : createEffects(effectsUrl, settings.effectsSettleMs, pause),
      },
      wanted,
      ({ id, outcome }) => {
        if (outcome === 'failed') failures += 1;
        if (process.stderr.isTTY) process.stderr.write(`\r${id} (${failures} failed)   `);
      },
    );
    if (process.stderr.isTTY) process.stderr.write('\r');
    process.stdout.write(writeReport(target, results, lang));
    if (json !== undefined) writeFileSync(json, jsonReport(target, results, lang, new Date()));
    return exitCodeOf(results);
  } finally {
    await canary?.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof UnreachableError || error instanceof EffectsError)) {
    throw error;
  }
  const hint = error instanceof UsageError ? '\nnpm run conformance -- --help\n' : '\n';
  process.stderr.write(`${error.message}${hint}`);
  process.exitCode = 2;
}
