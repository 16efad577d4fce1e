import { App, Button, Checkbox, Drawer, Form, Input, Select, Switch } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  changePackage,
  listParts,
  makePackage,
  packagesKey,
  type ConfigPackageDetail,
  type PackageInput,
  type PackagePartRow,
  type PartValues,
} from '../../features/packages/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';

/** A new package, or the next revision of one. */
export function PackageForm(props: { row: ConfigPackageDetail | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row } = props;
  const [name, setName] = useState(row?.name ?? '');
  const [chosen, setChosen] = useState<Readonly<Record<string, PartValues>>>(
    Object.fromEntries((row?.content ?? []).map(({ key, values }) => [key, values])),
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
      parts: Object.entries(chosen).map(([key, values]) => ({ key, values })),
    });
  };
  const toggle = (part: PackagePartRow, on: boolean) =>
    setChosen((before) => {
      const others = Object.fromEntries(Object.entries(before).filter(([key]) => key !== part.key));
      return on ? { ...others, [part.key]: part.values } : others;
    });
  const set = (part: string, field: string, value: string | boolean) =>
    setChosen((before) => ({ ...before, [part]: { ...before[part], [field]: value } }));

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
          const values = chosen[part.key];
          return (
            <div key={part.key}>
              <Form.Item>
                <Checkbox
                  checked={values !== undefined}
                  onChange={(event) => toggle(part, event.target.checked)}
                >
                  {part.label}
                </Checkbox>
              </Form.Item>
              {values === undefined
                ? null
                : part.fields.map(({ key, label, kind, choices }) => {
                    const id = `package-${part.key}-${key}`;
                    const value = values[key];
                    return (
                      <Form.Item key={key} label={label} htmlFor={id}>
                        {kind === 'switch' ? (
                          <Switch
                            id={id}
                            checked={value === true}
                            onChange={(on) => set(part.key, key, on)}
                          />
                        ) : kind === 'choice' ? (
                          <Select
                            id={id}
                            aria-label={label}
                            options={choices}
                            value={String(value ?? '')}
                            onChange={(next) => set(part.key, key, next)}
                          />
                        ) : (
                          <Input.TextArea
                            id={id}
                            autoSize={{ minRows: kind === 'text' ? 3 : 1 }}
                            value={String(value ?? '')}
                            onChange={(event) => set(part.key, key, event.target.value)}
                          />
                        )}
                      </Form.Item>
                    );
                  })}
            </div>
          );
        })}
        {tried && invalid ? <p role="alert">{t('packages.invalid')}</p> : null}
        <ErrorNotice error={parts.isError ? parts.error : save.isError ? save.error : null} />
      </Form>
    </Drawer>
  );
}
