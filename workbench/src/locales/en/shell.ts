import type { shell as zh } from '../zh-CN/shell.ts';
import type { Matching } from '../matching.ts';

export const shell: Matching<typeof zh> = {
  'shell.breadcrumbs': 'Breadcrumbs',
  'shell.crash.hint': 'If a new version was just released, reloading brings it back.',
  'shell.crash.reload': 'Reload',
  'shell.crash.title': 'This page broke',
  'shell.enterprise': 'Enterprise',
  'shell.group.customers': 'Customers',
  'shell.group.messages': 'Messages',
  'shell.group.people': 'Interconnect',
  'shell.group.platforms': 'Channels and operation',
  'shell.group.settings': 'Interconnect settings',
  'shell.language': 'Language',
  'shell.missing.heading': 'There is no such page',
  'shell.missing.hint': 'The address may be mistyped, or the page has moved.',
  'shell.missing.home': 'To the overview',
  'shell.missing.title': 'Page not found',
  'shell.more': 'More',
  'shell.navigation': 'Navigation',
  'shell.offline': 'No network. What is shown is from before; go on when the network is back.',
  'shell.own_menu': 'My account',
  'shell.product': 'Interconnect workbench',
  'shell.sign_out': 'Sign out',
  'shell.signed_in_as': 'Signed in as',
  'shell.skip': 'Skip to content',
  'shell.waiting': '{count} waiting',
  'sign_in.button': 'Sign in with WeCom',
  'sign_in.error.code_invalid':
    'Sign-in was not completed: the code from WeCom is no longer valid. Sign in again.',
  'sign_in.error.no_desktop':
    'You may not sign in on a computer yet. Ask your Interconnect administrator for the right; in WeCom on your phone the workbench opens as always.',
  'sign_in.error.disabled':
    'This staff account is disabled. Ask the interconnect administrator of this enterprise.',
  'sign_in.error.not_configured':
    'No WeCom application is connected yet, so sign-in is not possible. Ask the administrator.',
  'sign_in.error.not_mapped':
    'The account does not exist: contact the administrator. You can also ask for one below.',
  'sign_in.error.not_member':
    'Not a member of this enterprise. Use a WeCom account of this enterprise instead.',
  'sign_in.error.other': 'Sign-in was not completed. Sign in again.',
  'sign_in.error.platform_unreachable': 'WeCom cannot be reached right now. Sign in again later.',
  'sign_in.error.state_mismatch':
    'Sign-in was not completed: it did not start in this browser. Sign in again.',
  'sign_in.with_password': 'Sign in with account and password',
  'sign_in.account': 'Account',
  'sign_in.password': 'Password',
  'sign_in.enter': 'Sign in',
  'sign_in.expired': 'After signing in you return to the page you came from.',
  'sign_in.hint': 'Inside WeCom this goes straight in; in a desktop browser scan the code.',
  'sign_in.lead': 'Interconnect accounts, channels and messages',
  'sign_in.title': 'Sign in',
  'enter.failed': 'Could not enter',
  'enter.no_code': 'The link is incomplete. Open the whole link again from where it was given.',
  'enter.sign_in': 'To sign-in',
  'enter.title': 'Enter the workbench',
};
