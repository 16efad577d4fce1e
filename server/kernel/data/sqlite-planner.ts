import { z } from 'zod';

const rowsInAll = 1_000_000;
const rowsOfOneEnterprise = 100_000;
/** What SQLite itself takes for each further column (`sqlite3DefaultRowEst` in its build.c). */
const rowsBehind = [10, 9, 8, 7, 6];
const rowsFarBehind = 5;

const indexesSchema = z.array(
  z.object({ tbl: z.string(), idx: z.string(), isUnique: z.number(), columnCount: z.number() }),
);
const figuresSchema = z.array(z.object({ tbl: z.string(), idx: z.string().nullable(), stat: z.string() }));
type Figure = z.infer<typeof figuresSchema>[number];

/** Runs one statement; answers its rows. */
type Run = (sql: string, values?: string[]) => Promise<unknown>;

/**
 * Tells SQLite's planner the one thing that it cannot know: `enterprise_id` chooses next to nothing.
 * Without statistics it takes ten rows for granted behind the first column of any index, so that from
 * nine ids on it would rather read a whole enterprise than look the ids up. Fixed figures in place of
 * `analyze`, as https://sqlite.org/lang_analyze.html allows ("fixed results of ANALYZE"): plans are the
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
         (select count(*) from pragma_index_info(i.name)) as columnCount
       from sqlite_schema t join pragma_index_list(t.name) i
       where t.type = 'table'
         and (select name from pragma_index_info(i.name) where seqno = 0) = 'enterprise_id'
       order by t.name, i.name`,
    ),
  );
  return indexes.map(({ tbl, idx, isUnique, columnCount }) => {
    const each = Array.from({ length: columnCount }, (_, at) => {
      if (isUnique === 1 && at === columnCount - 1) return 1;
      return at === 0 ? rowsOfOneEnterprise : (rowsBehind[at - 1] ?? rowsFarBehind);
    });
    return { tbl, idx, stat: [rowsInAll, ...each].join(' ') };
  });
}
