import { MailOutlined, MessageOutlined, PhoneOutlined } from '@ant-design/icons';
import { Button } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';

/** A mobile of the mainland, or a number from abroad; a switchboard takes no SMS. */
const takesSms = (phone: string) => /^(?:1[3-9]\d{9}|\+\d+)$/.test(phone);
/** Nothing of an address may be read as a header of the mail; its @ stays. */
const mailTo = (email: string) => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;

/**
 * Call, SMS, mail: handed to what the device has for it. Only for numbers in full: what is masked
 * cannot be called.
 */
export function ReachLinks(props: { name: string; phone: string; email?: string }) {
  const t = useText();
  const { name, phone, email = '' } = props;
  return (
    <div className="hl-crm-reach">
      {phone === '' ? null : (
        <Button
          size="small"
          href={`tel:${phone}`}
          icon={<PhoneOutlined />}
          aria-label={t('crm.reach.call_name', { name })}
        >
          {t('crm.reach.call')}
        </Button>
      )}
      {takesSms(phone) ? (
        <Button
          size="small"
          href={`sms:${phone}`}
          icon={<MessageOutlined />}
          aria-label={t('crm.reach.sms_name', { name })}
        >
          {t('crm.reach.sms')}
        </Button>
      ) : null}
      {email === '' ? null : (
        <Button
          size="small"
          href={mailTo(email)}
          icon={<MailOutlined />}
          aria-label={t('crm.reach.mail_name', { name })}
        >
          {t('crm.reach.mail')}
        </Button>
      )}
    </div>
  );
}
