import { lazy, Suspense } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router-dom';

import { pages } from './pages.tsx';
import { CrashPage } from './shell/crash-page.tsx';
import { Guarded } from './shell/guarded.tsx';
import { MissingPage } from './shell/missing-page.tsx';
import { Shell } from './shell/shell.tsx';
import { Splash } from './shared/ui/splash.tsx';

const SignInPage = lazy(() => import('./pages/sign-in/index.tsx').then((m) => ({ default: m.SignInPage })));
const EnterPage = lazy(() => import('./pages/enter/index.tsx').then((m) => ({ default: m.EnterPage })));

const pageRoutes: RouteObject[] = pages.map((page) => ({
  // A page owns everything below its address.
  path: page.path === '' ? '' : `${page.path}/*`,
  element: <Guarded page={page} />,
}));

export function createRouter() {
  return createBrowserRouter(
    [
      {
        errorElement: <CrashPage />,
        children: [
          {
            path: '/sign-in',
            element: (
              <Suspense fallback={<Splash />}>
                <SignInPage />
              </Suspense>
            ),
          },
          {
            path: '/enter',
            element: (
              <Suspense fallback={<Splash />}>
                <EnterPage />
              </Suspense>
            ),
          },
          {
            path: '/',
            element: <Shell />,
            children: [...pageRoutes, { path: '*', element: <MissingPage /> }],
          },
        ],
      },
    ],
    { basename: '/workbench', future: { v7_relativeSplatPath: true } },
  );
}
