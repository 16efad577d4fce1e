import type { FieldChangeRow } from '../../features/packages/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status } from '../../shared/ui/status.tsx';

/** What changes at one downstream: before → after, by field. */
export function Changes(props: { changes: readonly FieldChangeRow[] }) {
  const t = useText();
  const shown = (value: string | boolean) =>
    typeof value === 'boolean'
      ? t(value ? 'packages.on' : 'packages.off')
      : value === ''
        ? t('packages.blank')
        : value;
  return (
    <>
      {props.changes.map((change) => (
        <p key={`${change.part} ${change.field}`} className="hl-package-change">
          <span className="hl-muted">
            {change.partLabel} · {change.label}
          </span>{' '}
          {change.edited ? (
            <Status tone="warn">{t(change.kept ? 'packages.kept' : 'packages.edited')}</Status>
          ) : null}
          <br />
          <del>{shown(change.before)}</del> → {shown(change.kept ? change.before : change.after)}
        </p>
      ))}
    </>
  );
}
