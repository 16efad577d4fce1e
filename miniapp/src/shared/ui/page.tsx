import Taro, { useDidShow } from '@tarojs/taro';
import { useEffect, type JSX, type ReactNode } from 'react';

import { useTexts } from '../i18n.ts';
import { useLaunch } from '../launch.ts';
import { goBack } from '../navigate.ts';
import { platform } from '../platform';
import { Icon } from './icon.tsx';
import { Box, Pressable } from './primitives';
import { showPageLook } from './page-look';

export interface PageProps {
  readonly title: string;
  /** The root pages have nothing to go back to. */
  readonly root?: boolean;
  readonly children: ReactNode;
}

/**
 * H5 in a plain browser has no bar of WeChat's. In the sandbox's frame the phone shows the title,
 * and only the way back is ours.
 */
function Bar({ title, root, framed }: { title: string; root: boolean; framed: boolean }): JSX.Element | null {
  const texts = useTexts();
  if (framed && root) return null;
  const back = (
    <Pressable id="page-back" className="hl-bar__back" label={texts.common.back} onPress={goBack}>
      <Icon name="back" />
    </Pressable>
  );
  if (framed) return <Box className="hl-bar hl-bar--slim">{back}</Box>;
  return (
    <Box className="hl-bar">
      {root ? <Box className="hl-bar__gap" /> : back}
      <Box className="hl-bar__title">{title}</Box>
      <Box className="hl-bar__gap" />
    </Box>
  );
}

/** The ground of every page: tokens, text size, light or dark, title, safe areas. */
export function Page({ title, root = false, children }: PageProps): JSX.Element {
  const launch = useLaunch();
  useDidShow(() => platform.setTitle(title));
  useEffect(() => platform.setTitle(title), [title]);
  useEffect(() => showPageLook(launch.dark), [launch.dark]);
  const withBar = launch.host === 'browser' || launch.host === 'frame';
  return (
    <Box
      className={`hl-page ${launch.dark ? 'hl-page--dark' : ''}`}
      style={`--hl-scale:${launch.fontScale}`}
      testId={`page-${Taro.getCurrentInstance().router?.path ?? ''}`}
    >
      {withBar ? <Bar title={title} root={root} framed={launch.host === 'frame'} /> : null}
      <Box className="hl-main">{children}</Box>
    </Box>
  );
}
