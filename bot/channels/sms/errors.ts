import { defineCode, type PlatformCodes } from '../shared/platform-error.ts';

const operator = ['请联系平台运营人员检查短信设置。', 'Ask the operator to check the SMS settings.'] as const;
const wait = ['请稍后再发。', 'Send again later.'] as const;

/** Codes of Tencent Cloud's SendSms (platform.md E; names of the per-number limits are U). */
export const smsCodes: PlatformCodes = new Map([
  defineCode(
    'FailedOperation.SignatureIncorrectOrUnapproved',
    'never',
    ['短信签名不正确或未通过审核。', 'The SMS signature is wrong or not approved.'],
    operator,
  ),
  defineCode(
    'FailedOperation.TemplateIncorrectOrUnapproved',
    'never',
    ['短信模板不正确或未通过审核。', 'The SMS template is wrong or not approved.'],
    operator,
  ),
  defineCode(
    'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
    'never',
    ['短信内容与审核过的模板不一致。', 'The content does not match the approved template.'],
    operator,
  ),
  defineCode(
    'FailedOperation.ContainSensitiveWord',
    'never',
    ['短信含有敏感词。', 'The SMS holds sensitive words.'],
    ['请修改内容。', 'Change the content.'],
  ),
  defineCode(
    'FailedOperation.PhoneNumberInBlacklist',
    'never',
    ['这个号码退订了短信。', 'This number has opted out of SMS.'],
    ['请换一种方式联系他。', 'Reach him in another way.'],
  ),
  defineCode(
    'FailedOperation.InsufficientBalanceInSmsPackage',
    'later',
    ['短信套餐余量不足。', 'The SMS package is used up.'],
    ['请联系平台运营人员购买短信套餐。', 'Ask the operator to buy more SMS.'],
  ),
  defineCode(
    'FailedOperation.MarketingSendTimeConstraint',
    'later',
    ['现在不是允许发送的时段。', 'It is not the time of day for this kind of SMS.'],
    wait,
  ),
  defineCode('LimitExceeded.DeliveryFrequencyLimit', 'later', ['发送太频繁。', 'Sent too often.'], wait),
  defineCode(
    'LimitExceeded.PhoneNumberThirtySecondLimit',
    'later',
    ['同一个号码 30 秒内只能发一条。', 'One SMS in 30 seconds for a number.'],
    ['请 30 秒后再发。', 'Send again after 30 seconds.'],
  ),
  defineCode(
    'LimitExceeded.PhoneNumberOneHourLimit',
    'later',
    ['这个号码一小时内的条数已达上限。', 'This number’s SMS for the hour are used up.'],
    ['请一小时后再发。', 'Send again after an hour.'],
  ),
  defineCode(
    'LimitExceeded.PhoneNumberDailyLimit',
    'next-day',
    ['这个号码今天的条数已达上限。', 'This number’s SMS for today are used up.'],
    ['请明天再发。', 'Send again tomorrow.'],
  ),
  defineCode(
    'LimitExceeded.PhoneNumberSameContentDailyLimit',
    'next-day',
    ['同样的内容今天已发太多次。', 'The same content was sent too often today.'],
    ['请明天再发。', 'Send again tomorrow.'],
  ),
  defineCode(
    'InvalidParameterValue.IncorrectPhoneNumber',
    'never',
    ['手机号不正确。', 'The phone number is wrong.'],
    ['请核对手机号。', 'Check the phone number.'],
  ),
  defineCode(
    'InvalidParameterValue.ContentLengthLimit',
    'never',
    ['短信太长。', 'The SMS is too long.'],
    ['请缩短内容。', 'Shorten it.'],
  ),
  defineCode(
    'InvalidParameterValue.SdkAppIdNotExist',
    'never',
    ['短信应用不存在。', 'The SMS application does not exist.'],
    operator,
  ),
  defineCode(
    'UnauthorizedOperation.RequestIpNotInWhitelist',
    'never',
    [
      '服务器出口 IP 不在短信服务的白名单里。',
      'The server’s outgoing address is not on the SMS provider’s list.',
    ],
    operator,
  ),
  defineCode(
    'UnauthorizedOperation.RequestPermissionDeny',
    'never',
    ['没有发送短信的权限。', 'Sending SMS is not permitted.'],
    operator,
  ),
  defineCode(
    'AuthFailure.SignatureFailure',
    'never',
    ['短信服务的密钥不正确。', 'The SMS provider’s key is wrong.'],
    operator,
  ),
  defineCode(
    'AuthFailure.SignatureExpire',
    'never',
    ['服务器时间与标准时间相差太多。', 'The server’s clock is too far off.'],
    ['请联系平台运营人员校准服务器时间。', 'Ask the operator to set the server’s clock.'],
  ),
  defineCode(
    'AuthFailure.SecretIdNotFound',
    'never',
    ['短信服务的密钥编号不存在。', 'The SMS provider’s key id does not exist.'],
    operator,
  ),
  defineCode(
    'RequestLimitExceeded',
    'later',
    ['短信接口调用太频繁。', 'Too many calls of the SMS provider.'],
    wait,
  ),
  defineCode('InternalError', 'later', ['短信服务出错了。', 'The SMS provider failed.'], wait),
]);
