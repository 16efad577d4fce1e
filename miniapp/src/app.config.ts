const theme = process.env.TARO_ENV === 'weapp';

export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/bind/index',
    'pages/me/index',
    'pages/notices/index',
    'pages/salesperson/index',
    'pages/accounts/index',
    'pages/invitation/index',
    'pages/upstreams/index',
    'pages/own-order/index',
    'pages/agreements/index',
    'pages/my-data/index',
    'pages/leave/index',
    'pages/sign-in-help/index',
    'pages/not-found/index',
  ],
  window: theme
    ? {
        navigationBarTitleText: '',
        navigationBarBackgroundColor: '@navBackground',
        navigationBarTextStyle: '@navText',
        backgroundColor: '@pageBackground',
        backgroundColorTop: '@pageBackgroundTop',
        backgroundTextStyle: '@loading',
      }
    : { navigationStyle: 'custom' },
  // The H5 draws its own bar where nobody else draws one; see shared/ui/page.tsx.
  ...(theme
    ? { darkmode: true, themeLocation: 'theme.json', lazyCodeLoading: 'requiredComponents' as const }
    : {}),
  // Enforced by the platform since 2023-10-17; older base libraries need the switch.
  __usePrivacyCheck__: true,
});
