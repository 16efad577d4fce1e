import { Alert, Button } from 'antd';
import { useSearchParams } from 'react-router-dom';

import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useLanguage } from '../../shared/i18n/text-context.tsx';
import { useTitle } from '../../shared/ui/use-title.ts';
import { Mark } from '../../shared/ui/splash.tsx';
import { AccountRequest } from './account-request.tsx';
import { PasswordForm } from './password-form.tsx';
import { wayBack } from './way-back.ts';
import './sign-in.css';

const errorTexts: Readonly<Record<string, TextKey>> = {
  'staff.not_mapped': 'sign_in.error.not_mapped',
  'staff.disabled': 'sign_in.error.disabled',
  'sign_in.no_desktop': 'sign_in.error.no_desktop',
  'oauth.state_mismatch': 'sign_in.error.state_mismatch',
  'oauth.code_invalid': 'sign_in.error.code_invalid',
  'oauth.not_member': 'sign_in.error.not_member',
  'oauth.not_configured': 'sign_in.error.not_configured',
  'oauth.platform_unreachable': 'sign_in.error.platform_unreachable',
};

/** By WeCom with one tap, or by account and password; whoever was sent here comes back to where he was. */
export function SignInPage() {
  const { t, language, switchTo } = useLanguage();
  const [params] = useSearchParams();
  const back = wayBack(params.get('redirect'));
  const error = params.get('error');
  const errorKey = error === null ? undefined : (errorTexts[error] ?? 'sign_in.error.other');
  useTitle(t('sign_in.title'));

  return (
    <main className="hl-sign-in">
      <section>
        <Mark size={56} />
        <h1>{t('shell.product')}</h1>
        <p>{t('sign_in.lead')}</p>
        {errorKey === undefined ? null : (
          <Alert
            type="error"
            showIcon
            role="alert"
            message={t(errorKey)}
            {...(errorKey === 'sign_in.error.other' ? { description: error } : {})}
          />
        )}
        {error === 'staff.not_mapped' ? <AccountRequest /> : null}
        {error === null && params.get('redirect') !== null ? (
          <Alert type="info" showIcon message={t('sign_in.expired')} />
        ) : null}
        <Button
          // What leads on from there is the request.
          type={error === 'staff.not_mapped' ? 'default' : 'primary'}
          size="large"
          block
          href={`/api/v1/oauth/wecom/start?redirect=${encodeURIComponent(back)}`}
        >
          {t('sign_in.button')}
        </Button>
        <p className="hl-sign-in-hint">{t('sign_in.hint')}</p>
        <PasswordForm back={back} />
      </section>
      <button
        type="button"
        lang={language === 'zh-CN' ? 'en' : 'zh-CN'}
        onClick={() => void switchTo(language === 'zh-CN' ? 'en' : 'zh-CN')}
      >
        {language === 'zh-CN' ? 'English' : '中文'}
      </button>
    </main>
  );
}
