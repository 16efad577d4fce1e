import { App, Button, Input, InputNumber } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Splash } from '../../shared/ui/splash.tsx';
import { fetchClasses, partiesKey, saveClasses, type CrmClass, type PartyKind } from './api.ts';
import { FormDrawer } from './party-form.tsx';

/** The enterprise's classes; a key stays with its class, whatever it is called. */
export function ClassesForm(props: { kind: PartyKind; onClose: () => void }) {
  const { kind } = props;
  const classes = useQuery({
    queryKey: [...partiesKey(kind), 'classes', 'edited'],
    queryFn: ({ signal }) => fetchClasses(kind, signal),
    staleTime: 0,
    gcTime: 0,
  });
  if (classes.data === undefined) return <Splash />;
  return (
    <Editor key={classes.data.version} {...props} items={classes.data.items} version={classes.data.version} />
  );
}

function Editor(props: {
  kind: PartyKind;
  items: readonly CrmClass[];
  version: number;
  onClose: () => void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { kind } = props;
  const [items, setItems] = useState(props.items);
  const save = useWrite((wish: readonly CrmClass[], key) => saveClasses(kind, props.version, wish, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('common.saved'));
      void queries.invalidateQueries({ queryKey: partiesKey(kind) });
      props.onClose();
    },
  });
  const set = (index: number, part: Partial<CrmClass>) =>
    setItems((before) => before.map((item, at) => (at === index ? { ...item, ...part } : item)));
  const add = () =>
    setItems((before) => [...before, { key: crypto.randomUUID().slice(0, 8), name: '', visitDays: null }]);
  return (
    <FormDrawer
      title={t('crm.classes')}
      pending={save.isPending}
      onClose={props.onClose}
      onSubmit={() =>
        save.mutate(
          items.map((item) => ({ ...item, name: item.name.trim() })).filter(({ name }) => name !== ''),
        )
      }
    >
      <p className="hl-muted">{t('crm.classes_hint')}</p>
      {items.map((item, index) => (
        <div key={item.key} className="hl-crm-class">
          <Input
            aria-label={t('crm.class.name', { index: index + 1 })}
            value={item.name}
            maxLength={20}
            onChange={(event) => set(index, { name: event.target.value })}
          />
          <InputNumber
            aria-label={t('crm.class.visit_days', { name: item.name })}
            placeholder={t('crm.class.no_cycle')}
            min={1}
            max={365}
            precision={0}
            value={item.visitDays}
            addonAfter={t('crm.class.days')}
            onChange={(visitDays) => set(index, { visitDays })}
          />
          <Button
            aria-label={t('crm.class.remove', { name: item.name })}
            onClick={() => setItems((before) => before.filter((_, at) => at !== index))}
          >
            {t('crm.class.remove_short')}
          </Button>
        </div>
      ))}
      <Button onClick={add}>{t('crm.class.add')}</Button>
      <ErrorNotice error={save.isError ? save.error : null}>
        {isConflict(save.error) ? (
          <Button size="small" onClick={() => void queries.invalidateQueries({ queryKey: partiesKey(kind) })}>
            {t('crm.reload')}
          </Button>
        ) : null}
      </ErrorNotice>
    </FormDrawer>
  );
}
