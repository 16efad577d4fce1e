import { Button } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';

import { enterByLink } from '../../features/session/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useErrorText } from '../../shared/i18n/use-error-text.ts';
import { Splash } from '../../shared/ui/splash.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { useTitle } from '../../shared/ui/use-title.ts';

/** The one-time link of a new enterprise: becomes a session at once, and leaves the address bar. */
export function EnterPage() {
  const t = useText();
  const errorText = useErrorText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const code = params.get('code') ?? '';
  const tried = useRef(false);
  const { mutate, isError, error } = useMutation({
    mutationFn: enterByLink,
    onSuccess: () => navigate('/', { replace: true }),
  });
  useTitle(t('enter.title'));

  useEffect(() => {
    // The link works once; a second try of the same mount would only find it used.
    if (tried.current || code === '') return;
    tried.current = true;
    mutate(code);
  }, [code, mutate]);

  if (code !== '' && !isError) return <Splash />;
  return (
    <EmptyState
      title={t('enter.failed')}
      hint={isError ? errorText(error) : t('enter.no_code')}
      action={
        <Link to="/sign-in">
          <Button type="primary">{t('enter.sign_in')}</Button>
        </Link>
      }
    />
  );
}
