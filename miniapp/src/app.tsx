import { useLaunch, usePageNotFound } from '@tarojs/taro';
import type { PropsWithChildren, ReactNode } from 'react';

import { startSession } from './features/session/start-session.ts';
import { replacePage } from './shared/navigate.ts';
import { watchPrivacy } from './shared/privacy';

import './app.scss';

export default function App({ children }: PropsWithChildren): ReactNode {
  useLaunch(() => {
    watchPrivacy();
    void startSession();
  });
  usePageNotFound(() => replacePage('not-found'));
  return children;
}
