import { Modal, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import type { PartyKind } from '../crm/api.ts';
import { makeCard, type InviteCard } from './api.ts';

/**
 * What goes into the WeCom chat with a contact: the card's page, and words for where there is no card.
 * Sending the card from here needs the chat toolbar's `sendChatMessage` with agentConfig (field rule
 * 14); that could not be confirmed without a real WeCom client, so the salesperson sends it himself.
 */
export function InviteCardDialog(props: {
  kind: PartyKind;
  id: string;
  contact: { readonly id: string; readonly name: string };
  onClose: () => void;
}) {
  const t = useText();
  const { kind, id, contact } = props;
  const [card, setCard] = useState<InviteCard | null>(null);
  const ask = useWrite((contactId: string, key) => makeCard(kind, id, contactId, key), {
    failure: 'inline',
    onDone: setCard,
  });
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    ask.mutate(contact.id);
  }, [ask, contact.id]);
  return (
    <Modal
      open
      title={t('opening.card_title', { name: contact.name })}
      onCancel={props.onClose}
      footer={null}
    >
      <div className="hl-stack">
        <p className="hl-muted">{t('opening.card_hint')}</p>
        {card === null ? (
          <Spin spinning={ask.isPending}>
            <ErrorNotice error={ask.isError ? ask.error : null} />
          </Spin>
        ) : (
          <>
            <CopyField label={t('opening.card_text')} value={card.text} />
            {card.appId === null ? (
              <p className="hl-muted">{t('opening.card_no_app')}</p>
            ) : (
              <CopyField label={t('opening.card_page')} value={card.page} />
            )}
          </>
        )}
      </div>
    </Modal>
  );
}
