import type { kernelErrors as zh } from '../../zh-CN/errors/kernel.ts';

export const kernelErrors = {
  internal:
    'Something went wrong on our side. Try again later; if it stays, give your administrator the number {requestId}.',
  'request.invalid': 'Something in the request is not right: {field}. Change it and try again.',
  'request.not_json': 'The request body is not valid JSON.',
  'request.too_large': 'The request is too large: at most {limitKb} KB.',
  'request.media_type': 'Send the request as application/json.',
  'request.origin':
    'The request came from another site and was refused. Go back to the workbench and try there.',
  'request.if_match_missing': 'The version is missing. Reload the page, then save.',
  'request.idempotency_key': 'The request key is not valid. Reload the page and try again.',
  'request.idempotency_reused':
    'This request key was used for something else. Reload the page and try again.',
  'request.in_progress': 'The same action is still under way. Wait a moment.',
  'request.rate_limited': 'Too many tries. Try again in {seconds} seconds.',
  not_found: 'Not found. It may have been deleted: go back and reload.',
  'conflict.version':
    'Someone changed this a moment ago. Reload, look at the new content, then decide whether to save.',
  'session.missing': 'Sign in first.',
  'session.other_address': 'Sign in at {address}. This address takes no sign-in.',
  'session.expired': 'Your sign-in has expired. Sign in again.',
  'permission.denied': 'You do not have this permission. Ask your administrator for it.',
  'service.unavailable': 'The service is not available for a moment. Try again later.',
} as const satisfies Record<keyof typeof zh, string>;
