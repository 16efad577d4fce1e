import { App, Button, Checkbox, Drawer, Form, Input } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  changePackage,
  listParts,
  makePackage,
  packagesKey,
  type ChosenPart,
  type ConfigPackageDetail,
  type PackageInput,
  type PackagePartRow,
} from '../../features/packages/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { ItemList } from './item-list.tsx';
import { PartField } from './part-field.tsx';

/** A new package, or the next revision of one. */
export function PackageForm(props: { row: ConfigPackageDetail | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row } = props;
  const [name, setName] = useState(row?.name ?? '');
  const [chosen, setChosen] = useState<Readonly<Record<string, ChosenPart>>>(
    Object.fromEntries(
      (row?.content ?? []).map(({ key, values, items }) => [key, items.length > 0 ? { items } : { values }]),
    ),
  );
  const [tried, setTried] = useState(false);
  const parts = useQuery({
    queryKey: [...packagesKey, 'parts'],
    queryFn: ({ signal }) => listParts(signal),
  });
  const save = useWrite(
    (input: PackageInput, key) =>
      row === null ? makePackage(input, key) : changePackage(row.id, row.version, input, key),
    {
      failure: 'inline',
      onDone: () => {
        void message.success(t('packages.saved'));
        void queries.invalidateQueries({ queryKey: packagesKey });
        props.onClose();
      },
    },
  );
  const invalid = name.trim() === '' || Object.keys(chosen).length === 0;
  const submit = () => {
    setTried(true);
    if (invalid) return;
    save.mutate({
      name: name.trim(),
      parts: Object.entries(chosen).map(([key, part]) => ({ key, ...part })),
    });
  };
  const toggle = (part: PackagePartRow, on: boolean) =>
    setChosen((before) => {
      const others = Object.fromEntries(Object.entries(before).filter(([key]) => key !== part.key));
      const { list, items, values } = part;
      return on ? { ...others, [part.key]: list ? { items } : { values } } : others;
    });
  const put = (key: string, part: ChosenPart) => setChosen((before) => ({ ...before, [key]: part }));

  return (
    <Drawer
      open
      onClose={props.onClose}
      title={row === null ? t('packages.make') : t('packages.edit')}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
      footer={
        <Button type="primary" loading={save.isPending} onClick={submit}>
          {t('common.save')}
        </Button>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t('packages.name')} htmlFor="package-name">
          <Input
            id="package-name"
            value={name}
            maxLength={40}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <h3 className="hl-small-title">{t('packages.parts')}</h3>
        {(parts.data?.items ?? []).map((part) => {
          const taken = chosen[part.key];
          return (
            <div key={part.key}>
              <Form.Item {...(part.hint === '' ? {} : { extra: part.hint })}>
                <Checkbox
                  checked={taken !== undefined}
                  onChange={(event) => toggle(part, event.target.checked)}
                >
                  {part.label}
                </Checkbox>
              </Form.Item>
              {taken === undefined ? null : 'items' in taken ? (
                <ItemList part={part} items={taken.items} onChange={(items) => put(part.key, { items })} />
              ) : (
                part.fields.map((field) => (
                  <PartField
                    key={field.key}
                    id={`package-${part.key}-${field.key}`}
                    field={field}
                    value={taken.values[field.key]}
                    onChange={(value) => {
                      if (!Array.isArray(value))
                        put(part.key, { values: { ...taken.values, [field.key]: value } });
                    }}
                  />
                ))
              )}
            </div>
          );
        })}
        {tried && invalid ? <p role="alert">{t('packages.invalid')}</p> : null}
        <ErrorNotice error={parts.isError ? parts.error : save.isError ? save.error : null} />
      </Form>
    </Drawer>
  );
}
