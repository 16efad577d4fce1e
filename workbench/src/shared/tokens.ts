import type { ThemeConfig } from 'antd';

/** Our colours, by role. Text on its surface keeps at least 4.5 : 1, large figures 3 : 1. */
export interface Palette {
  readonly primary: string;
  readonly primarySoft: string;
  readonly page: string;
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly good: string;
  readonly warn: string;
  readonly bad: string;
  readonly track: string;
  readonly chat: string;
  readonly bubble: string;
  readonly link: string;
}

export const lightPalette: Palette = {
  primary: '#0d7a6f',
  primarySoft: '#e3f2f0',
  page: '#f4f6f7',
  surface: '#ffffff',
  raised: '#fafbfb',
  line: '#e4e8ea',
  text: '#16211f',
  muted: '#5d6b69',
  good: '#1b7f3b',
  warn: '#a85b00',
  bad: '#c02b2b',
  track: '#e6ebeb',
  chat: '#ededed',
  bubble: '#ffffff',
  link: '#576b95',
};

export const darkPalette: Palette = {
  primary: '#35b3a4',
  primarySoft: '#12322f',
  page: '#0f1414',
  surface: '#171d1d',
  raised: '#1d2424',
  line: '#2c3535',
  text: '#e5ecea',
  muted: '#96a5a2',
  good: '#5cc47c',
  warn: '#e2a14a',
  bad: '#f07b7b',
  track: '#2b3434',
  chat: '#111111',
  bubble: '#2c2c2c',
  link: '#7d90a9',
};

export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** What antd needs to look like us; the algorithm (light, dark) is added by the caller. */
export function antdTokens(palette: Palette): NonNullable<ThemeConfig['token']> {
  return {
    colorPrimary: palette.primary,
    colorInfo: palette.primary,
    // What antd derives of our green for large surfaces is too dark to read on.
    colorInfoBg: palette.primarySoft,
    colorLink: palette.primary,
    colorSuccess: palette.good,
    colorWarning: palette.warn,
    colorError: palette.bad,
    colorBgLayout: palette.page,
    colorBgContainer: palette.surface,
    colorBorderSecondary: palette.line,
    colorText: palette.text,
    colorTextSecondary: palette.muted,
    colorTextDescription: palette.muted,
    fontFamily,
    fontSize: 14,
    borderRadius: 8,
    controlHeight: 36,
  };
}

/** Makes the same colours available to our own style sheets as --hl-primary and so on. */
export function applyPalette(palette: Palette, root: HTMLElement): void {
  for (const [name, value] of Object.entries(palette)) {
    root.style.setProperty(`--hl-${name}`, String(value));
  }
}
