import type { Outcome } from './case.ts';
import type { CaseResult, GroupResult } from './run.ts';
import type { Target } from './target.ts';
import { words, type Lang, type Words } from './words.ts';

export type Counts = Readonly<Record<Outcome, number>>;

export function countOutcomes(cases: readonly CaseResult[]): Counts {
  const counts = { passed: 0, failed: 0, advised: 0, skipped: 0 };
  for (const { outcome } of cases) counts[outcome] += 1;
  return counts;
}

export const allCases = (groups: readonly GroupResult[]): readonly CaseResult[] =>
  groups.flatMap(({ cases }) => cases);

/** 0 only when something was judged and nothing failed; 2 when nothing was. */
export function exitCodeOf(groups: readonly GroupResult[]): 0 | 1 | 2 {
  const { failed, passed, advised } = countOutcomes(allCases(groups));
  if (failed > 0) return 1;
  return passed + advised > 0 ? 0 : 2;
}

export const outcomeLabels: Readonly<Record<Outcome, Words>> = {
  passed: words('passed', '通过'),
  failed: words('FAILED', '未通过'),
  advised: words('advice', '建议'),
  skipped: words('skipped', '跳过'),
};

const texts = {
  title: words('Callback conformance', '回调一致性'),
  id: words('case', '编号'),
  result: words('result', '结果'),
  expected: words('expected', '预期'),
  came: words('came', '实际'),
  sent: words('sent', '发送内容'),
  why: words('why', '原因'),
  skipped: words('Skipped', '跳过的用例'),
  settings: words(
    'A right text was not taken. Are --token, --aes, --app-id, --mode and --channel those of the account?',
    '正确的消息没有被接受。--token、--aes、--app-id、--mode、--channel 与账号一致吗？',
  ),
  noFailure: words('Nothing failed.', '没有未通过的用例。'),
  nothing: words('Nothing was judged: no verdict.', '没有任何用例被判定：不作结论。'),
} as const;

const summary = (counts: Counts, lang: Lang): string =>
  (['passed', 'failed', 'advised', 'skipped'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcomeLabels[outcome][lang]}`)
    .join(' · ');

/** Columns that a terminal gives a text: Chinese takes two a character. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The report for people: a table a group, then what was left out and why. */
export function writeReport(target: Target, groups: readonly GroupResult[], lang: Lang): string {
  const lines = [
    `${texts.title[lang]} · ${target.url.origin}${target.url.pathname} · ${target.channel} · ${target.mode}`,
  ];
  if (allCases(groups).some(({ id, outcome }) => id === 'R1.01' && outcome === 'failed')) {
    lines.push(texts.settings[lang]);
  }
  for (const group of groups) lines.push('', ...groupTable(group, lang));
  lines.push('', ...skippedLines(allCases(groups), lang));
  const counts = countOutcomes(allCases(groups));
  lines.push(summary(counts, lang));
  const code = exitCodeOf(groups);
  if (code !== 1) lines.push((code === 0 ? texts.noFailure : texts.nothing)[lang]);
  return `${lines.join('\n')}\n`;
}

function groupTable({ id, title, cases }: GroupResult, lang: Lang): string[] {
  const lines = [`${id}  ${title[lang]}  (${summary(countOutcomes(cases), lang)})`];
  const judged = cases.filter(({ outcome }) => outcome !== 'skipped');
  if (judged.length === 0) return lines;
  const rows = judged.map((one) => [
    one.id,
    outcomeLabels[one.outcome][lang],
    one.expected[lang],
    one.came[lang],
    one.sent[lang],
  ]);
  const head = [texts.id, texts.result, texts.expected, texts.came, texts.sent].map((text) => text[lang]);
  const widths = head.map((text, at) => Math.max(...[head, ...rows].map((row) => widthOf(row[at] ?? text))));
  const write = (row: readonly string[]) =>
    `  ${row.map((text, at) => (at === row.length - 1 ? text : pad(text, widths[at] ?? 0))).join('  ')}`;
  lines.push(write(head));
  const told = new Set<string>();
  judged.forEach((one, at) => {
    lines.push(write(rows[at] ?? []));
    // Once a group: many cases have one reason.
    if (one.outcome === 'passed' || told.has(one.why.en)) return;
    told.add(one.why.en);
    lines.push(`          ${texts.why[lang]}: ${one.why[lang]}`);
  });
  return lines;
}

function skippedLines(cases: readonly CaseResult[], lang: Lang): string[] {
  const byReason = new Map<string, string[]>();
  for (const { outcome, came, id } of cases) {
    if (outcome !== 'skipped') continue;
    const reason = came[lang];
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(([reason, ids]) => `  ${reason}: ${ids.join(' ')}`);
  return [texts.skipped[lang], ...lines, ''];
}

/** The report for programs. It carries no token and no key. */
export function jsonReport(
  target: Target,
  groups: readonly GroupResult[],
  lang: Lang,
  takenAt: Date,
): string {
  const report = {
    takenAt: takenAt.toISOString(),
    target: { url: `${target.url.origin}${target.url.pathname}`, channel: target.channel, mode: target.mode },
    lang,
    counts: countOutcomes(allCases(groups)),
    groups: groups.map(({ id, title, cases }) => ({
      id,
      title: title[lang],
      counts: countOutcomes(cases),
      cases: cases.map((one) => ({
        id: one.id,
        level: one.level,
        outcome: one.outcome,
        sent: one.sent[lang],
        expected: one.expected[lang],
        came: one.came[lang],
        why: one.why[lang],
      })),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
