import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useZone } from '../../shared/use-zone.ts';
import type { PartyKind } from '../crm/api.ts';
import { sendSms, type OpeningAbilities } from './api.ts';
import { FaceCodeDialog } from './face-code.tsx';
import { InviteCardDialog } from './invite-card.tsx';
import { useOpeningChanged } from './use-opening.ts';

interface Asked {
  readonly kind: PartyKind;
  readonly id: string;
  readonly contact: { readonly id: string; readonly name: string };
}

/** The dialog of a carrier that needs one. */
export function CarrierDialog(props: Asked & { carrier: 'code' | 'card'; onClose: () => void }) {
  const { carrier, ...rest } = props;
  return carrier === 'code' ? <FaceCodeDialog {...rest} /> : <InviteCardDialog {...rest} />;
}

/** Invites who is not bound: by the code first, SMS last. */
export function InviteMenu(props: Asked & { abilities: OpeningAbilities }) {
  const t = useText();
  const { moment } = useZone();
  const changed = useOpeningChanged();
  const { message } = App.useApp();
  const { kind, id, contact, abilities } = props;
  const [carrier, setCarrier] = useState<'code' | 'card' | null>(null);
  const sms = useWrite((contactId: string, key) => sendSms(kind, id, contactId, key), {
    onDone: ({ outcome, nextAt }) => {
      if (outcome === 'queued') void message.success(t('opening.sms_queued'));
      else if (nextAt !== null) void message.info(t('opening.sms_too_soon', { time: moment(nextAt) }));
      else void message.info(t('opening.sms_refused'));
      changed(kind);
    },
  });
  const { code, sms: smsOn } = abilities.carriers;
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'code', label: t('opening.carrier.code'), disabled: !code },
            { key: 'card', label: t('opening.carrier.card') },
            { key: 'sms', label: t('opening.carrier.sms'), disabled: !smsOn },
          ],
          onClick: ({ key }) => {
            if (key === 'sms') sms.mutate(contact.id);
            else setCarrier(key === 'code' ? 'code' : 'card');
          },
        }}
      >
        <Button size="small" type="primary" ghost loading={sms.isPending}>
          {t('opening.invite')}
        </Button>
      </Dropdown>
      {carrier === null ? null : (
        <CarrierDialog {...{ kind, id, contact, carrier }} onClose={() => setCarrier(null)} />
      )}
    </>
  );
}
