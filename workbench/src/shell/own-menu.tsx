import { LogoutOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { Link } from 'react-router-dom';

import { saveLanguage } from '../features/session/api.ts';
import { useStaff } from '../features/session/session-context.tsx';
import { useSignOut } from '../features/session/use-sign-out.ts';
import { useWrite } from '../shared/api/use-write.ts';
import { useLanguage } from '../shared/i18n/text-context.tsx';
import type { Locale } from '../../../server/contract/common.ts';

const languages: { value: Locale; label: string }[] = [
  { value: 'zh-CN', label: '中文' },
  { value: 'en', label: 'English' },
];

/** Who I am, for which enterprise, in which language, and the way out. */
export function OwnMenu() {
  const { staff, enterprise } = useStaff();
  const { t, language, switchTo } = useLanguage();
  const speak = useWrite((wanted: Locale, key) => saveLanguage(wanted, key), {
    onDone: (_, wanted) => {
      void switchTo(wanted);
    },
  });
  const leave = useSignOut();
  return (
    <section className="hl-own" aria-label={t('shell.own_menu')}>
      <dl>
        <dt>{t('shell.signed_in_as')}</dt>
        <dd>
          {staff.name} <span>{staff.account}</span>
        </dd>
        <dt>{t('shell.enterprise')}</dt>
        <dd>{enterprise.legalName}</dd>
        <dt>{t('shell.language')}</dt>
        <dd>
          <Segmented<Locale>
            options={languages}
            value={language}
            disabled={speak.isPending}
            onChange={(wanted) => speak.mutate(wanted)}
          />
        </dd>
      </dl>
      <p className="hl-own-links">
        <Link to="/own-account">{t('own.information_and_password')}</Link>
      </p>
      <Button icon={<LogoutOutlined />} loading={leave.isPending} onClick={() => leave.mutate(undefined)}>
        {t('shell.sign_out')}
      </Button>
    </section>
  );
}
