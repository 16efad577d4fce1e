import { CheckCircleFilled } from '@ant-design/icons';
import { Button, Modal, QRCode, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import type { PartyKind } from '../crm/api.ts';
import { makeCode, type FaceCode } from './api.ts';
import { useOpeningChanged, usePartyAccount } from './use-opening.ts';
import './opening.css';

const pollEveryMs = 1_500;

/** The code on the salesperson's phone; it turns green by itself when the contact has bound (row 328). */
export function FaceCodeDialog(props: {
  kind: PartyKind;
  id: string;
  contact: { readonly id: string; readonly name: string };
  onClose: () => void;
}) {
  const t = useText();
  const { moment } = useZone();
  const changed = useOpeningChanged();
  const { kind, id, contact } = props;
  const [code, setCode] = useState<FaceCode | null>(null);
  const ask = useWrite((contactId: string, key) => makeCode(kind, id, contactId, key), {
    failure: 'inline',
    onDone: setCode,
  });
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    ask.mutate(contact.id);
  }, [ask, contact.id]);
  const account = usePartyAccount(kind, id, pollEveryMs);
  const user = account.data?.users.find(({ contactId }) => contactId === contact.id);
  const bound = user !== undefined && user.bindingState !== 'none';
  const state = user?.invitation?.state ?? 'waiting';
  const close = () => {
    changed(kind);
    props.onClose();
  };
  return (
    <Modal
      open
      title={t('opening.code_title', { name: contact.name })}
      onCancel={close}
      footer={
        bound ? (
          <Button type="primary" onClick={close}>
            {t('opening.done')}
          </Button>
        ) : (
          <Button loading={ask.isPending} onClick={() => ask.mutate(contact.id)}>
            {t('opening.code_again')}
          </Button>
        )
      }
    >
      <div className="hl-opening-code" aria-live="polite">
        {bound ? (
          <div className="hl-opening-bound" data-testid="face-bound">
            <CheckCircleFilled aria-hidden="true" />
            <strong>{t('opening.code_bound')}</strong>
            <span>{t('opening.code_bound_hint', { name: contact.name })}</span>
          </div>
        ) : code === null ? (
          <Spin spinning={ask.isPending}>
            <ErrorNotice error={ask.isError ? ask.error : null} />
          </Spin>
        ) : (
          <>
            <p>{t('opening.code_hint')}</p>
            <div
              role="img"
              aria-label={t('opening.code_alt', { name: contact.name })}
              data-testid="face-code"
              data-url={code.url}
            >
              <QRCode value={code.url} size={220} status={state === 'over' ? 'expired' : 'active'} />
            </div>
            <Status tone={state === 'scanned' ? 'good' : state === 'over' ? 'bad' : 'wait'}>
              {t(`opening.code_${state}`)}
            </Status>
            <small className="hl-cell-note">
              {t('opening.code_until', { time: moment(code.expiresAt) })}
            </small>
          </>
        )}
      </div>
    </Modal>
  );
}
