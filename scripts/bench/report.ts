/** One line of the report; programs read the same by `--json`. */
export interface Figure {
  readonly part:
    | 'callbacks'
    | 'shared'
    | 'stalled'
    | 'growth'
    | 'jobs'
    | 'start'
    | 'ledger'
    | 'customers'
    | 'directory'
    | 'size';
  readonly name: string;
  /** Named values with their unit in the name. Null: could not be measured, and `note` says why. */
  readonly values: Readonly<Record<string, number | null>>;
  /** What is required, and whether it is met. */
  readonly required?: { readonly text: string; readonly met: boolean };
  readonly note?: string;
}

export interface Report {
  readonly takenAt: string;
  readonly node: string;
  readonly machine: string;
  /** Load average over the last minute, before and after: other work on the machine shows here. */
  readonly load: readonly [number, number];
  readonly settings: Readonly<Record<string, number>>;
  readonly figures: readonly Figure[];
}

/** Columns padded to their widest cell; a terminal shows Chinese at two columns a character. */
export function writeTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffe6]/g)?.length ?? 0);
}

/** Four figures are enough to compare by, and no more than the measurement carries. */
export function formatNumber(value: number | null): string {
  if (value === null) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** The whole report as text: a table for each part, the notes below it. */
export function writeReport(report: Report): string {
  const titles = {
    callbacks: 'Encrypted callbacks with an encrypted reply',
    shared: 'The same on MySQL and Redis, with one process and with two',
    stalled: 'Answers while the database stalls for 3 s',
    growth: 'A callback when the inbox is small, and when it is large',
    jobs: 'Jobs that do nothing, from their commit to their end',
    start: 'Start-up and memory of the built server',
    ledger: 'Quota ledger',
    customers: 'A look at customers, with few and with many',
    directory: 'The directory of WeCom',
    size: 'What a client loads',
  } as const;
  const blocks = Object.entries(titles).flatMap(([part, title]) => {
    const figures = report.figures.filter((figure) => figure.part === part);
    if (figures.length === 0) return [];
    const columns = [...new Set(figures.flatMap((figure) => Object.keys(figure.values)))];
    const rows = figures.map((figure) => [
      figure.name,
      ...columns.map((column) => {
        const value = figure.values[column];
        return value === undefined ? '' : formatNumber(value);
      }),
      figure.required === undefined
        ? ''
        : `${figure.required.met ? 'met' : 'NOT MET'}: ${figure.required.text}`,
    ]);
    const notes = figures.flatMap(({ name, note }) => (note === undefined ? [] : [`  ${name}: ${note}`]));
    return [[title, writeTable([['', ...columns, 'required'], ...rows]), ...notes].join('\n')];
  });
  const settings = Object.entries(report.settings).map(([name, value]) => `${name} ${value}`);
  const head = [
    `${report.takenAt}  node ${report.node}  ${report.machine}`,
    `load average ${report.load.map((load) => load.toFixed(1)).join(' -> ')}  ${settings.join(', ')}`,
  ].join('\n');
  return `${[head, ...blocks].join('\n\n')}\n`;
}
