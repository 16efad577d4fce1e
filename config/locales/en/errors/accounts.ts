import type { accountsErrors as zh } from '../../zh-CN/errors/accounts.ts';

export const accountsErrors = {
  'sign_in.code_invalid': "Sign-in failed: WeChat's code is no longer valid. Open the mini program again.",
  'sign_in.app_unknown':
    'Sign-in failed: this mini program is not connected to the system. Ask your administrator.',
  'sign_in.platform_unreachable': 'WeChat cannot be reached at the moment. Try again later.',
  'sign_in.exchange_invalid': 'The sign-in link is no longer valid. Open the page again.',
  'sign_in.not_available': 'Open this page in WeChat.',
  'consent.required': 'Read and agree to the User Agreement and the Privacy Policy first.',
  'consent.version': 'The terms have changed. Read them again before you agree.',
  'phone.code_invalid': 'The phone number did not arrive. Tap again, or verify another number.',
  'phone.proof_invalid': 'The phone check has expired. Verify the number again.',
  'sms.unavailable':
    'Text messages are not switched on. Use your WeChat phone number, or ask your salesperson.',
  'sms.too_many': 'Codes are being sent too often. Try again in {seconds} seconds.',
  'sms.daily_limit': 'This number has had all its codes for today. Try tomorrow, or ask your salesperson.',
  'sms.code_wrong': 'The code is not right. You have {left} more tries.',
  'sms.challenge_over': 'The code is no longer valid. Ask for a new one.',
  'binding.account_taken':
    'This account is bound to another WeChat. If you changed your WeChat, ask your salesperson {salesperson} to unbind it first.',
  'binding.already_bound_here':
    'Your WeChat is already bound to another account of {company}. Unbind that one first.',
  'binding.account_unknown': 'The account was not found. Verify your phone number again.',
  'binding.refused': '{upstream} says: {promptText}',
  'binding.disabled': 'The account is disabled. Ask your salesperson {salesperson}.',
  'binding.ended':
    'The cooperation with {upstream} has ended: this account can no longer be bound. Ask your salesperson.',
  'binding.not_bound': 'This account is not bound: there is nothing to unbind.',
  'binding.request_pending':
    'You have asked already. You will be told when the salesperson has dealt with it.',
  'binding.request_closed': 'This request has been dealt with.',
  'cancellation.gone': 'The account of this WeChat has been deleted. Whoever signs in again is a new person.',
  'cancellation.phone_needed': 'Verify your phone number first.',
  'cancellation.other_phone':
    'The number on file at {company} is {phoneMasked}. Verify that number, or leave this account out for now.',
  'cancellation.last_admin':
    'You are the only administrator of {company}. Hand over to a colleague first ({colleagues}), then delete your account.',
  'cancellation.handled': '{name} has already confirmed this.',
  'personal_export.other_phone': 'This is not your number on file. Verify the number on file.',
  'personal_export.too_many': 'An export can be made {most} times a day. Try again tomorrow.',
  'personal_export.not_ready': 'The file is not ready, or it was fetched already or has expired.',
  'personal_export.link_over': 'The link was used already or has expired. Get a new one in the mini program.',
  'account.state': 'The state of the account does not allow this. Reload and look again.',
  'account.company_disabled':
    'Its interconnect enterprise is disabled. Enable the enterprise first, then the account.',
  'account.phone_taken': 'An account of {company} already uses this number.',
} as const satisfies Record<keyof typeof zh, string>;
