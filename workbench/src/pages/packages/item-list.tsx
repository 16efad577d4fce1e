import { Button, Collapse } from 'antd';
import { useState } from 'react';

import type { ItemValues, PackagePartRow } from '../../features/packages/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { PartField } from './part-field.tsx';

type Field = PackagePartRow['fields'][number];

function blankOf({ kind, choices }: Field): ItemValues[string] {
  if (kind === 'switch') return true;
  if (kind === 'choice') return choices[0]?.value ?? '';
  return kind === 'lines' || kind === 'rights' ? [] : '';
}

const isAsked = ({ only }: Field, item: ItemValues): boolean =>
  only === null || only.values.some((value) => value === item[only.field]);

/** What is packed of a list: by name, each opens to be read and changed. */
export function ItemList(props: {
  part: PackagePartRow;
  items: readonly ItemValues[];
  onChange: (items: readonly ItemValues[]) => void;
}) {
  const t = useText();
  const { part, items, onChange } = props;
  const [open, setOpen] = useState<string[]>([]);
  const [title] = part.fields;
  const nameOf = (item: ItemValues) => String(item[title?.key ?? ''] ?? '');
  /** What tells two of the same name apart. */
  const more = (item: ItemValues) =>
    part.fields
      .filter(({ kind, key }) => kind === 'choice' && item[key] !== '')
      .map(({ choices, key }) => choices.find(({ value }) => value === item[key])?.label ?? '')
      .join(' · ');
  return (
    <div className="hl-package-items">
      <Collapse
        activeKey={open}
        onChange={setOpen}
        items={items.map((item, at) => ({
          key: String(at),
          label: (
            <>
              <strong>{nameOf(item) === '' ? t('packages.item_new') : nameOf(item)}</strong>{' '}
              <span className="hl-muted">{more(item)}</span>
            </>
          ),
          extra: (
            <Button
              size="small"
              aria-label={t('packages.remove_item', { name: nameOf(item) })}
              onClick={(event) => {
                event.stopPropagation();
                setOpen([]);
                onChange(items.filter((_, index) => index !== at));
              }}
            >
              {t('packages.remove')}
            </Button>
          ),
          children: part.fields
            .filter((field) => isAsked(field, item))
            .map((field) => (
              <PartField
                key={field.key}
                id={`package-${part.key}-${String(at)}-${field.key}`}
                field={field}
                value={item[field.key]}
                onChange={(value) =>
                  onChange(items.map((one, index) => (index === at ? { ...one, [field.key]: value } : one)))
                }
              />
            )),
        }))}
      />
      <Button
        onClick={() => {
          setOpen([String(items.length)]);
          onChange([...items, Object.fromEntries(part.fields.map((field) => [field.key, blankOf(field)]))]);
        }}
      >
        {t('packages.add_item', { part: part.label })}
      </Button>
    </div>
  );
}
