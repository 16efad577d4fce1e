import { Button, Form, Input, Select, Switch } from 'antd';

import {
  authorisationGroups,
  dataPageNames,
  enterpriseGroups,
  scopeRights,
} from '../../../../config/permissions.ts';
import { DataScopes } from '../../features/organisation/data-scopes.tsx';
import { PermissionGroups } from '../../features/organisation/permission-groups.tsx';
import type { ItemValues, PackagePartRow } from '../../features/packages/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

type Value = ItemValues[string];
/** Rights that data ranges are made of: chosen there, and not as boxes. */
const asScopes = dataPageNames.flatMap((page) => scopeRights(page));

interface FieldProps {
  readonly id: string;
  readonly field: PackagePartRow['fields'][number];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}

/** One field of a part, or of a thing in it. */
export function PartField(props: FieldProps) {
  const { id, field } = props;
  if (field.kind === 'rights') return <Rights {...props} />;
  return (
    <Form.Item label={field.label} {...(field.kind === 'lines' ? {} : { htmlFor: id })}>
      <Control {...props} />
    </Form.Item>
  );
}

function Control({ id, field, value, onChange }: FieldProps) {
  switch (field.kind) {
    case 'switch':
      return <Switch id={id} checked={value === true} onChange={onChange} />;
    case 'choice':
      return (
        <Select
          id={id}
          aria-label={field.label}
          options={field.choices}
          value={String(value ?? '')}
          onChange={(next: string) => onChange(next)}
        />
      );
    case 'lines':
      return <Lines {...{ id, label: field.label, onChange }} lines={Array.isArray(value) ? value : []} />;
    default:
      return (
        <Input.TextArea
          id={id}
          autoSize={{ minRows: field.kind === 'text' ? 3 : 1 }}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** Texts in an order, one box each: an answer may have several lines. */
function Lines(props: {
  id: string;
  label: string;
  lines: readonly string[];
  onChange: (lines: string[]) => void;
}) {
  const t = useText();
  const { lines, onChange } = props;
  return (
    <div className="hl-package-lines">
      {lines.map((line, at) => (
        <div key={`${props.id}-${String(at)}`}>
          <Input.TextArea
            aria-label={t('packages.line', { label: props.label, number: at + 1 })}
            autoSize={{ minRows: 1 }}
            value={line}
            onChange={(event) =>
              onChange(lines.map((one, index) => (index === at ? event.target.value : one)))
            }
          />
          <Button onClick={() => onChange(lines.filter((_, index) => index !== at))}>
            {t('packages.remove')}
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange([...lines, ''])}>{t('packages.add_line')}</Button>
    </div>
  );
}

function Rights({ field, value, onChange }: FieldProps) {
  const t = useText();
  const chosen = new Set(Array.isArray(value) ? value : []);
  const mine = (permission: string) => field.choices.some((choice) => choice.value === permission);
  const set = (next: ReadonlySet<string>) => onChange([...next].sort());
  return (
    <div className="hl-stack">
      <p className="hl-muted">{t('packages.rights_hint')}</p>
      <DataScopes chosen={chosen} mine={mine} disabled={false} onChange={set} />
      <PermissionGroups
        groups={[...authorisationGroups, ...enterpriseGroups]}
        without={asScopes}
        {...{ chosen, mine }}
        onChange={set}
      />
    </div>
  );
}
