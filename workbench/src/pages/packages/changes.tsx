import type { FieldChangeRow } from '../../features/packages/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status } from '../../shared/ui/status.tsx';

/** Of a list, all that changes of one thing; else one field. */
function inGroups(changes: readonly FieldChangeRow[]): Map<string, FieldChangeRow[]> {
  const groups = new Map<string, FieldChangeRow[]>();
  for (const change of changes) {
    const key = `${change.part} ${change.item === null ? change.field : change.item.key}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return groups;
}

/** How many things, or fields, a push would write. */
export const countOf = (changes: readonly FieldChangeRow[]): number =>
  inGroups(changes.filter(({ kept }) => !kept)).size;

/** What changes at one downstream: before → after by field, and of a list by name. */
export function Changes(props: { changes: readonly FieldChangeRow[] }) {
  const t = useText();
  return (
    <>
      {[...inGroups(props.changes)].map(([key, changes]) => {
        const [first] = changes;
        if (first === undefined) return null;
        const { item } = first;
        return (
          <div key={key} className="hl-package-change">
            <span className="hl-muted">
              {first.partLabel} · {item === null ? first.label : null}
            </span>
            {item === null ? null : <strong>{item.name}</strong>}{' '}
            {item?.added === true && !first.kept ? <Status tone="good">{t('packages.added')}</Status> : null}
            {changes.filter(tellsMore).map((change) => (
              <p key={change.field}>
                {item === null ? null : <span className="hl-muted">{change.label}: </span>}
                <Sides change={change} />{' '}
                {change.edited ? <Status tone="warn">{t(markOf(change))}</Status> : null}
              </p>
            ))}
          </div>
        );
      })}
    </>
  );
}

/** What is new is called by its name already. */
const tellsMore = ({ item, after, kept }: FieldChangeRow) =>
  item?.added !== true || kept || after !== item.name;

const markOf = ({ kept, item }: FieldChangeRow) =>
  item?.added === true
    ? kept
      ? 'packages.kept_deleted'
      : 'packages.deleted_there'
    : kept
      ? 'packages.kept'
      : 'packages.edited';

function Sides({ change }: { change: FieldChangeRow }) {
  const t = useText();
  const shown = (value: FieldChangeRow['before']) =>
    typeof value === 'boolean'
      ? t(value ? 'packages.on' : 'packages.off')
      : value.length === 0
        ? t('packages.blank')
        : typeof value === 'string'
          ? value
          : value.join(t('packages.separator'));
  const { before, after, item } = change;
  if (item?.added === true) return <span>{shown(after)}</span>;
  if (Array.isArray(before) && Array.isArray(after) && !change.kept) {
    const [more, less] = [without(after, before), without(before, after)];
    // Of many, what is new and what goes; the same in another order is shown whole.
    if (more.length + less.length > 0)
      return (
        <span>
          {more.length === 0 ? null : t('packages.list_more', { list: more.join(t('packages.separator')) })}{' '}
          {less.length === 0 ? null : (
            <del>{t('packages.list_less', { list: less.join(t('packages.separator')) })}</del>
          )}
        </span>
      );
  }
  return (
    <span>
      <del>{shown(before)}</del> → {shown(change.kept ? before : after)}
    </span>
  );
}

const without = (list: readonly string[], other: readonly string[]): string[] =>
  list.filter((one) => !other.includes(one));
