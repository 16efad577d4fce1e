import { Select } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import type { ConnectionOffer } from './api.ts';

const none = '';

/** The whole list with what is left of each; one that was never bought cannot be chosen. */
export function EditionSelect(props: {
  id?: string;
  label: string;
  offer: ConnectionOffer | undefined;
  value: string | null;
  /** Held already: it can be kept, whatever is left. */
  held?: string | null;
  onChange: (value: string | null) => void;
}) {
  const t = useText();
  const editions = props.offer?.editions ?? [];
  return (
    <Select
      {...(props.id === undefined ? {} : { id: props.id })}
      aria-label={props.label}
      value={props.value ?? none}
      loading={props.offer === undefined}
      popupMatchSelectWidth={false}
      options={[
        { value: none, label: t('connections.form.edition_none') },
        ...editions.map(({ key, label, remaining }) => ({
          value: key,
          label: t('connections.form.edition_option', { name: label, remaining }),
          disabled: remaining < 1 && key !== props.held,
        })),
      ]}
      onChange={(value: string) => props.onChange(value === none ? null : value)}
    />
  );
}
