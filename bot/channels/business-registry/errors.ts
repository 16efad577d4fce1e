import { defineCode, type PlatformCodes } from '../shared/platform-error.ts';

const operator = [
  '请联系平台运营人员检查工商查询设置。',
  'Ask the operator to check the settings of the business registry.',
] as const;
const wait = ['请稍后再查。', 'Search again later.'] as const;

/**
 * Codes of the provider's open API. The numbers are known from its users' code, not from a page of its
 * own that could be read (U); an unknown one is treated like these.
 */
export const registryCodes: PlatformCodes = new Map([
  defineCode('300001', 'later', ['工商查询失败。', 'The look-up failed.'], wait),
  defineCode('300002', 'never', ['工商查询的账号失效。', 'The provider’s account is not valid.'], operator),
  defineCode('300003', 'never', ['工商查询的账号过期。', 'The provider’s account has expired.'], operator),
  defineCode('300004', 'later', ['工商查询太频繁。', 'Looked up too often.'], wait),
  defineCode('300005', 'never', ['没有使用工商查询的权限。', 'The look-up is not permitted.'], operator),
  defineCode('300006', 'never', ['工商查询余额不足。', 'The provider’s balance is used up.'], operator),
  defineCode('300007', 'never', ['工商查询次数用完。', 'The provider’s look-ups are used up.'], operator),
]);

/** Nothing was found: an answer like any other. */
export const nothingFound = 300000;
