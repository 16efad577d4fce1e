import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';

import { recordsOfQuery, type ExplainableKind } from '../../features/organisation/sight-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

const searchDelayMs = 300;

/** One record of a kind, of those that I see, found by typing. */
export function RecordSelect(props: {
  id: string;
  kind: ExplainableKind;
  value: string;
  onChange: (id: string) => void;
}) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), searchDelayMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({ ...recordsOfQuery(props.kind, search), placeholderData: (before) => before });
  const rows = found.data ?? [];
  const known = rows.some(({ id }) => id === props.value);
  return (
    <Select
      id={props.id}
      showSearch
      filterOption={false}
      placeholder={t('sight.search')}
      // A chosen one that is not among those found keeps its name: antd remembers the label.
      {...(props.value !== '' && (known || found.isFetched) ? { value: props.value } : {})}
      options={rows.map(({ id, name, note }) => ({
        value: id,
        label: note === '' ? name : `${name}（${note}）`,
      }))}
      loading={found.isFetching}
      notFoundContent={found.isFetched ? t('sight.none') : null}
      onSearch={setTyped}
      onChange={(id) => props.onChange(id)}
    />
  );
}
