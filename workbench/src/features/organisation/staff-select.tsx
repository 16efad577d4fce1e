import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { listStaff, staffKey } from './staff-api.ts';

interface Person {
  readonly id: string;
  readonly name: string;
}

/** One of those whom I see, found by typing; or nobody. */
export function StaffSelect(props: {
  id: string;
  value: Person | null;
  onChange: (person: Person | null) => void;
}) {
  const t = useText();
  const [search, setSearch] = useState('');
  const found = useQuery({
    queryKey: [...staffKey, 'choice', search],
    queryFn: ({ signal }) =>
      listStaff({ search: search === '' ? undefined : search, limit: 30, state: 'enabled' }, signal),
    placeholderData: (before) => before,
  });
  const { value } = props;
  const rows = found.data?.items ?? [];
  const choices = [
    ...(value === null || rows.some(({ id }) => id === value.id)
      ? []
      : [{ value: value.id, label: value.name }]),
    ...rows.map((one) => ({ value: one.id, label: `${one.name}（${one.department.name}）` })),
  ];
  return (
    <Select
      id={props.id}
      allowClear
      showSearch
      filterOption={false}
      placeholder={t('roles.choose_people')}
      value={value?.id ?? null}
      options={choices}
      loading={found.isFetching}
      onSearch={setSearch}
      onChange={(id: string | null | undefined) => {
        const person = rows.find((one) => one.id === id);
        props.onChange(person === undefined ? null : { id: person.id, name: person.name });
      }}
    />
  );
}
