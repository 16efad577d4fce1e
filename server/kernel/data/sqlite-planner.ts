import { z } from 'zod';

const rowsInAll = 1_000_000;
/** Columns that have few values, or one value in very many rows. Each leaves a tenth of what stands before it. */
const coarse = new Set([
  'enterprise_id',
  'kind',
  'state',
  'stage',
  'class_key',
  'phase',
  'purpose',
  'action',
]);
/** What SQLite itself takes for each further column (`sqlite3DefaultRowEst` in its build.c). */
const rowsBehind = [10, 9, 8, 7, 6];
const rowsFarBehind = 5;

const indexesSchema = z.array(
  z.object({ tbl: z.string(), idx: z.string(), isUnique: z.number(), columns: z.string() }),
);
const figuresSchema = z.array(z.object({ tbl: z.string(), idx: z.string().nullable(), stat: z.string() }));
type Figure = z.infer<typeof figuresSchema>[number];

/** Runs one statement; answers its rows. */
type Run = (sql: string, values?: string[]) => Promise<unknown>;

/**
 * Tells SQLite's planner what it cannot know: that `enterprise_id` and columns like `kind` choose next
 * to nothing. Without statistics it takes ten rows for granted behind the first column of any index, so
 * that from nine ids on it would rather read a whole enterprise than look the ids up. Fixed figures in
 * place of `analyze`, as https://sqlite.org/lang_analyze.html allows ("fixed results of ANALYZE"): plans are the
 * same on the first day and at a million rows. Indexes that begin otherwise are left to the planner.
 */
export async function teachPlanner(run: Run): Promise<void> {
  const figures = await figuresOf(run);
  const textOf = (some: Figure[]) => JSON.stringify(some.map(({ tbl, idx, stat }) => [tbl, idx, stat]));
  const hasTable = z
    .array(z.unknown())
    .parse(await run("select 1 from sqlite_schema where name = 'sqlite_stat1'"));
  if (hasTable.length === 0) await run('analyze sqlite_schema');
  const known = figuresSchema.parse(await run('select tbl, idx, stat from sqlite_stat1 order by tbl, idx'));
  if (textOf(known) === textOf(figures)) return;
  await run('delete from sqlite_stat1');
  if (figures.length > 0)
    await run(
      `insert into sqlite_stat1 (tbl, idx, stat) values ${figures.map(() => '(?, ?, ?)').join(', ')}`,
      figures.flatMap(({ tbl, idx, stat }) => [tbl, idx ?? '', stat]),
    );
  // A connection reads statistics with the schema; this one has read it already.
  await run('analyze sqlite_schema');
}

async function figuresOf(run: Run): Promise<Figure[]> {
  const indexes = indexesSchema.parse(
    await run(
      `select t.name as tbl, i.name as idx, i."unique" as isUnique,
         (select group_concat(name) from pragma_index_info(i.name)) as columns
       from sqlite_schema t join pragma_index_list(t.name) i
       where t.type = 'table'
         and (select name from pragma_index_info(i.name) where seqno = 0) = 'enterprise_id'
       order by t.name, i.name`,
    ),
  );
  return indexes.map(({ tbl, idx, isUnique, columns }) => {
    const names = columns.split(',');
    const fine = names.findIndex((name) => !coarse.has(name));
    const each = names.map((_, at) => {
      if (isUnique === 1 && at === names.length - 1) return 1;
      if (fine === -1 || at < fine) return rowsInAll / 10 ** (at + 1);
      return rowsBehind[at - fine] ?? rowsFarBehind;
    });
    return { tbl, idx, stat: [rowsInAll, ...each].join(' ') };
  });
}
