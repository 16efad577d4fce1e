import { Alert, Button, Modal, QRCode } from 'antd';
import { useRef } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { useZone } from '../../shared/use-zone.ts';
import type { CreatedInvitationCode } from './api.ts';
import './connections.css';

/** The one time that a code is seen: as a picture for a poster, as a link, and to read out. */
export function CodeShown(props: { made: CreatedInvitationCode | null; brand: string; onClose: () => void }) {
  const t = useText();
  const { lastDay } = useZone();
  const picture = useRef<HTMLDivElement>(null);
  const { made } = props;
  const download = () => {
    const canvas = picture.current?.querySelector('canvas');
    if (canvas === null || canvas === undefined) return;
    const link = document.createElement('a');
    link.href = canvas.toDataURL('image/png');
    link.download = `${t('codes.qr')}-${made?.row.hint ?? ''}.png`;
    link.click();
  };
  return (
    <Modal
      open={made !== null}
      title={t(made?.row.kind === 'general' ? 'codes.kind.general' : 'codes.kind.dedicated')}
      // A slip of the finger must not lose it.
      maskClosable={false}
      destroyOnHidden
      closable={false}
      keyboard={false}
      footer={
        <>
          <Button onClick={download}>{t('codes.download')}</Button>
          <Button type="primary" onClick={props.onClose}>
            {t('codes.close')}
          </Button>
        </>
      }
    >
      {made === null ? null : (
        <div className="hl-code-shown">
          <Alert type="warning" showIcon message={t('codes.shown_once')} />
          <div className="hl-poster">
            <strong>{t('codes.poster.title', { brand: props.brand })}</strong>
            <div ref={picture} role="img" aria-label={t('codes.qr')}>
              <QRCode
                value={made.link}
                size={220}
                errorLevel="M"
                type="canvas"
                bordered={false}
                color="#000000"
                bgColor="#ffffff"
              />
            </div>
            <small>
              {t('codes.poster.terms', { date: lastDay(made.row.expiresAt), max: made.row.maxUses })}
            </small>
          </div>
          <CopyField label={t('codes.link')} value={made.link} />
          <CopyField label={t('codes.code')} value={made.code} />
        </div>
      )}
    </Modal>
  );
}
