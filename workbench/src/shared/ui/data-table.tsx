import { DownloadOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Select, Skeleton, Table, type TableColumnsType } from 'antd';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router-dom';

import { useText } from '../i18n/text-context.tsx';
import { useZone } from '../use-zone.ts';
import { fileStamp } from '../time.ts';
import { download, toCsv } from './csv.ts';
import { EmptyState, ErrorState } from './states.tsx';
import { useIsPhone } from './use-media.ts';
import './data-table.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** The cell as text, for the CSV; without it the column is not exported. */
  readonly text?: (row: Row) => string;
  readonly width?: number;
  readonly align?: 'right';
  /** On a phone's card: the heading, its state beside it, or (default) a line with its name. */
  readonly card?: 'title' | 'state' | 'hidden';
  /** Only in the exported file; on the page another column says it too. */
  readonly csvOnly?: true;
  /** Sorts the rows that are loaded. */
  readonly compare?: (left: Row, right: Row) => number;
}

export interface Filter {
  readonly key: string;
  readonly label: string;
  /** What there is to choose from; without it, a day is chosen: 2026-11-24. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

export interface PageQuery {
  readonly cursor: string | undefined;
  readonly search: string | undefined;
  /** Chosen values by filter key. */
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface DataTableProps<Row extends { readonly id: string }> {
  /** What the table holds; names it for screen readers and the exported file. */
  readonly name: string;
  readonly queryKey: QueryKey;
  readonly fetchPage: (
    query: PageQuery,
  ) => Promise<{ readonly items: readonly Row[]; readonly nextCursor: string | null }>;
  readonly columns: readonly Column<Row>[];
  readonly searchPlaceholder?: string;
  readonly filters?: readonly Filter[];
  readonly actions?: (row: Row) => ReactNode;
  readonly onOpen?: (row: Row) => void;
  readonly empty: { readonly title: string; readonly hint?: string; readonly action?: ReactNode };
  /** While this holds of the loaded rows, the table asks again every few seconds. */
  readonly pollWhile?: (rows: readonly Row[]) => boolean;
  readonly toolbar?: ReactNode;
  /** Rows can be ticked, for an action on several of them. */
  readonly choice?: {
    readonly chosen: readonly string[];
    readonly onChange: (ids: readonly string[]) => void;
    readonly canChoose: (row: Row) => boolean;
    /** Names a row's box for screen readers. */
    readonly label: (row: Row) => string;
  };
  /** Told which rows are loaded, for actions on all of them. */
  readonly onRows?: (rows: readonly Row[]) => void;
  /** Exports all that fit, by the server; without it the rows that are shown become the file. */
  /** Why this person may not export; the button stays and says it. */
  readonly exportRefusal?: string | undefined;
  readonly onExport?: (query: Pick<PageQuery, 'search' | 'filters'>) => Promise<void>;
}

const pollEveryMs = 4_000;
const searchDelayMs = 350;

/**
 * The list of every page: search and filters (kept in the address, so that a link shows the same),
 * cursor paging, sorting and CSV of what is loaded, cards instead of columns on phones.
 */
export function DataTable<Row extends { readonly id: string }>(props: DataTableProps<Row>) {
  const t = useText();
  const phone = useIsPhone();
  const { zone } = useZone();
  const [params, setParams] = useSearchParams();
  const search = params.get('search') ?? '';
  const filters = props.filters ?? [];
  const chosen: Record<string, string | undefined> = {};
  for (const filter of filters) chosen[filter.key] = params.get(filter.key) ?? undefined;

  const list = useInfiniteQuery({
    queryKey: [...props.queryKey, 'list', search, chosen],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      props.fetchPage({
        cursor: pageParam === '' ? undefined : pageParam,
        search: search === '' ? undefined : search,
        filters: chosen,
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) => {
      const rows = query.state.data?.pages.flatMap((page) => page.items) ?? [];
      return props.pollWhile?.(rows) === true ? pollEveryMs : false;
    },
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { onRows } = props;
  useEffect(() => onRows?.(rows), [rows, onRows]);
  const narrowed = search !== '' || Object.values(chosen).some((value) => value !== undefined);

  const setParam = (key: string, value: string | undefined) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined || value === '') next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  };

  const [exporting, setExporting] = useState(false);
  const exportAll = async (work: NonNullable<typeof props.onExport>) => {
    setExporting(true);
    try {
      await work({ search: search === '' ? undefined : search, filters: chosen });
    } finally {
      setExporting(false);
    }
  };
  const exportShown = () => {
    const columns = props.columns.filter((column) => column.text !== undefined);
    const csv = toCsv(
      columns.map((column) => column.title),
      rows.map((row) => columns.map((column) => column.text?.(row) ?? '')),
    );
    download(`${props.name}-${fileStamp(new Date(), zone)}.csv`, csv);
  };

  return (
    <div className="hl-table">
      <div className="hl-table-bar">
        {props.searchPlaceholder === undefined ? null : (
          <SearchBox
            value={search}
            placeholder={props.searchPlaceholder}
            onChange={(value) => setParam('search', value)}
          />
        )}
        {filters.map((filter) =>
          filter.options === undefined ? (
            <DayFilter
              key={filter.key}
              label={filter.label}
              value={chosen[filter.key]}
              onChange={(value) => setParam(filter.key, value)}
            />
          ) : (
            <Select
              key={filter.key}
              className="hl-table-filter"
              aria-label={filter.label}
              placeholder={filter.label}
              allowClear
              value={chosen[filter.key] ?? null}
              options={[...filter.options]}
              // A long list is found by typing.
              {...(filter.options.length > 12 ? { showSearch: true, optionFilterProp: 'label' } : {})}
              popupMatchSelectWidth={false}
              onChange={(value: string | null | undefined) => setParam(filter.key, value ?? undefined)}
            />
          ),
        )}
        <span className="hl-table-gap" />
        {props.toolbar}
        <Button
          icon={<ReloadOutlined spin={list.isFetching && !list.isPending} />}
          aria-label={t('common.refresh')}
          title={t('common.refresh')}
          onClick={() => void list.refetch()}
        />
        <Button
          icon={<DownloadOutlined />}
          disabled={rows.length === 0 || props.exportRefusal !== undefined}
          aria-label={t('common.export')}
          title={
            props.exportRefusal ??
            (props.onExport === undefined ? t('common.export_hint') : t('common.export_all_hint'))
          }
          loading={exporting}
          onClick={() => void (props.onExport === undefined ? exportShown() : exportAll(props.onExport))}
        >
          {phone ? null : t('common.export')}
        </Button>
      </div>
      <div className="hl-table-body" aria-busy={list.isFetching}>
        {list.isPending ? (
          <Skeleton active paragraph={{ rows: 6 }} title={false} className="hl-table-skeleton" />
        ) : list.isError && rows.length === 0 ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          narrowed ? (
            <EmptyState
              title={t('common.nothing_found')}
              hint={t('common.nothing_found_hint')}
              action={
                <Button onClick={() => setParams({}, { replace: true })}>{t('common.clear_filters')}</Button>
              }
            />
          ) : (
            <EmptyState {...props.empty} />
          )
        ) : phone ? (
          <Cards rows={rows} {...props} />
        ) : (
          <Columns rows={rows} {...props} />
        )}
      </div>
      {rows.length === 0 ? null : (
        <div className="hl-table-foot">
          <span role="status">
            {list.hasNextPage
              ? t('common.shown_more', { count: rows.length })
              : t('common.shown_all', { count: rows.length })}
          </span>
          {list.hasNextPage ? (
            <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('common.load_more')}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function Columns<Row extends { readonly id: string }>(props: DataTableProps<Row> & { rows: readonly Row[] }) {
  const t = useText();
  const shown = props.columns.filter((column) => column.csvOnly !== true);
  const columns: TableColumnsType<Row> = shown.map((column) => ({
    key: column.key,
    title: column.title,
    render: (_: unknown, row: Row) => column.render(row),
    ...(column.width === undefined ? {} : { width: column.width }),
    ...(column.align === undefined ? {} : { align: column.align }),
    ...(column.compare === undefined ? {} : { sorter: column.compare }),
  }));
  const { actions, onOpen, choice } = props;
  if (actions !== undefined) {
    columns.push({
      key: 'actions',
      title: t('common.actions'),
      align: 'right',
      fixed: 'right',
      render: (_: unknown, row: Row) => (
        // A press on a button in the row is not a press on the row.
        <span className="hl-row-actions" onClick={(event) => event.stopPropagation()}>
          {actions(row)}
        </span>
      ),
    });
  }
  return (
    <Table<Row>
      rowKey="id"
      size="middle"
      columns={columns}
      dataSource={props.rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      showSorterTooltip={false}
      aria-label={props.name}
      {...(choice === undefined
        ? {}
        : {
            rowSelection: {
              selectedRowKeys: [...choice.chosen],
              onChange: (keys) => choice.onChange(keys.map(String)),
              getCheckboxProps: (row: Row) => ({
                disabled: !choice.canChoose(row),
                'aria-label': choice.label(row),
              }),
              onCell: () => ({ onClick: (event) => event.stopPropagation() }),
            },
          })}
      {...(onOpen === undefined
        ? {}
        : {
            rowClassName: 'hl-row-open',
            onRow: (row: Row) => ({
              tabIndex: 0,
              onClick: () => onOpen(row),
              onKeyDown: (event) => {
                if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row);
              },
            }),
          })}
    />
  );
}

function Cards<Row extends { readonly id: string }>(props: DataTableProps<Row> & { rows: readonly Row[] }) {
  const t = useText();
  const { onOpen, choice } = props;
  const title = props.columns.find((column) => column.card === 'title') ?? props.columns[0];
  const state = props.columns.find((column) => column.card === 'state');
  const lines = props.columns.filter(
    (column) => column !== title && column !== state && column.card !== 'hidden' && column.csvOnly !== true,
  );
  return (
    <ul className="hl-cards" aria-label={props.name}>
      {props.rows.map((row) => (
        <li key={row.id} className="hl-card">
          <div className="hl-card-head">
            {choice?.canChoose(row) === true ? (
              <Checkbox
                aria-label={choice.label(row)}
                checked={choice.chosen.includes(row.id)}
                onChange={(event) =>
                  choice.onChange(
                    event.target.checked
                      ? [...choice.chosen, row.id]
                      : choice.chosen.filter((id) => id !== row.id),
                  )
                }
              />
            ) : null}
            <strong>{title?.render(row)}</strong>
            {state?.render(row)}
          </div>
          <dl>
            {lines.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd>{column.render(row)}</dd>
              </div>
            ))}
          </dl>
          {props.actions === undefined && onOpen === undefined ? null : (
            <div className="hl-card-actions">
              {onOpen === undefined ? null : (
                <Button onClick={() => onOpen(row)}>{t('common.details')}</Button>
              )}
              {props.actions?.(row)}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A day by the device's own calendar, which a phone's is best at. */
function DayFilter(props: { label: string; value: string | undefined; onChange: (day: string) => void }) {
  return (
    <label className="hl-table-day">
      <span>{props.label}</span>
      <Input
        type="date"
        aria-label={props.label}
        value={props.value ?? ''}
        min="2020-01-01"
        max="2099-12-31"
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}

/** Waits until typing pauses; an input method's half-written word does not search. */
function SearchBox(props: { value: string; placeholder: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(props.value);
  const [composing, setComposing] = useState(false);
  const { value, onChange } = props;
  const latest = useRef(onChange);
  latest.current = onChange;

  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (composing || text.trim() === value) return undefined;
    const timer = setTimeout(() => latest.current(text.trim()), searchDelayMs);
    return () => clearTimeout(timer);
  }, [text, value, composing]);

  return (
    <Input
      className="hl-table-search"
      type="search"
      prefix={<SearchOutlined />}
      allowClear
      maxLength={60}
      placeholder={props.placeholder}
      aria-label={props.placeholder}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onPressEnter={() => latest.current(text.trim())}
    />
  );
}
