import { App, Button } from 'antd';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import type { PartyKind } from '../crm/api.ts';
import { setAccount, type Verb } from './api.ts';
import { useOpeningChanged } from './use-opening.ts';

/** [Disable interconnect account], or [Enable …] where it is disabled; of a company, or of one contact. */
export function AccountVerb(props: {
  kind: PartyKind;
  id: string;
  contactId: string | null;
  name: string;
  users: number;
  disabled: boolean;
  small?: boolean;
}) {
  const t = useText();
  const ask = useConfirm();
  const changed = useOpeningChanged();
  const { message } = App.useApp();
  const { kind, id, contactId, name, users, disabled } = props;
  const set = useWrite((verb: Verb, key) => setAccount(kind, id, contactId, verb, key), {
    onDone: () => {
      void message.success(t(disabled ? 'opening.enabled_done' : 'opening.disabled_done'));
      changed(kind);
    },
  });
  const whole = contactId === null;
  return (
    <Button
      danger={!disabled}
      size={props.small === true ? 'small' : 'middle'}
      onClick={() =>
        ask({
          title: disabled
            ? t('opening.enable_title', { name })
            : t(whole ? 'opening.disable_company_title' : 'opening.disable_user_title', { name }),
          consequence: disabled
            ? t('opening.enable_consequence')
            : whole
              ? t('opening.disable_company_consequence', { users })
              : t('opening.disable_user_consequence', { name }),
          verb: t(disabled ? 'opening.enable' : 'opening.disable'),
          danger: !disabled,
          work: () => set.mutateAsync(disabled ? 'enable' : 'disable'),
        })
      }
    >
      {t(disabled ? 'opening.enable' : 'opening.disable')}
    </Button>
  );
}
