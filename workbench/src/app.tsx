import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider, theme } from 'antd';
import { useLayoutEffect, type ReactNode } from 'react';
import { RouterProvider } from 'react-router-dom';

import { createRouter } from './router.tsx';
import { createQueryClient } from './shared/api/query-client.ts';
import type { LoadedLanguage } from './locales/load.ts';
import { TextProvider, useLanguage } from './shared/i18n/text-context.tsx';
import { antdTokens, applyPalette, darkPalette, lightPalette } from './shared/tokens.ts';
import { usePrefersDark, usePrefersStill } from './shared/ui/use-media.ts';

const router = createRouter();
const queries = createQueryClient(() => {
  const { pathname, search } = window.location;
  if (pathname.endsWith('/sign-in') || pathname.endsWith('/enter')) return;
  void router.navigate(`/sign-in?redirect=${encodeURIComponent(`${pathname}${search}`)}`);
});

/** The whole console: data, words, looks, pages. */
export function Root(props: { initial: LoadedLanguage }) {
  return (
    <QueryClientProvider client={queries}>
      <TextProvider initial={props.initial}>
        <Looks>
          <RouterProvider router={router} />
        </Looks>
      </TextProvider>
    </QueryClientProvider>
  );
}

function Looks(props: { children: ReactNode }) {
  const dark = usePrefersDark();
  const still = usePrefersStill();
  const { parts } = useLanguage();
  const palette = dark ? darkPalette : lightPalette;

  useLayoutEffect(() => {
    applyPalette(palette, document.documentElement);
  }, [palette]);

  return (
    <ConfigProvider
      locale={parts}
      theme={{
        token: { ...antdTokens(palette), motion: !still },
        // White on the light green of the dark palette would not be read.
        components: { Button: { primaryColor: dark ? '#06211e' : '#ffffff' } },
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
      }}
      button={{ autoInsertSpace: false }}
    >
      <AntdApp message={{ maxCount: 3 }}>{props.children}</AntdApp>
    </ConfigProvider>
  );
}
