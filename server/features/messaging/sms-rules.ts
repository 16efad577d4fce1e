import { optOutSuffix } from '../../../config/sms.ts';
import { smsBounds, smsVariables, type SmsKind, type SmsVariable } from '../../contract/sms.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';

const token = /\{([^{}]*)\}/g;
const isVariable = (name: string): name is SmsVariable => smsVariables.some((known) => known === name);

/** What its reviewers refuse is refused here, before two weeks of waiting (field-rules 3). */
export function checkSmsContent(kind: SmsKind, content: string): void {
  if (kind === 'signature') {
    const { signatureLeast: least, signatureMost: most } = smsBounds;
    const data = { least, most };
    assertThat(
      new RegExp(`^[\\p{L}\\p{N}]{${least},${most}}$`, 'u').test(content),
      'sms.signature',
      422,
      data,
    );
    return;
  }
  const refuse = (code: 'sms.breaks' | 'sms.brackets' | 'sms.link' | 'sms.phone' | 'sms.opt_out') =>
    new AppError(code, { status: 422 });
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(content)) throw refuse('sms.breaks');
  if (content.length > smsBounds.text)
    throw new AppError('sms.long', {
      status: 422,
      data: { most: smsBounds.text, characters: content.length },
    });
  if (/[【】]/.test(content)) throw refuse('sms.brackets');
  smsParams(content);
  if (/https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc|io|co|vip|me|ly)(?![a-z0-9])/i.test(content))
    throw refuse('sms.link');
  if (/\d(?:[\s-]?\d){6,}/.test(content)) throw refuse('sms.phone');
  const optOut = /退订|拒收|回复?\s*(?:R|TD|T)(?![a-z])/i;
  if (kind === 'marketing') {
    // In these words, once, and last: carriers look for them there.
    const rest = content.slice(0, -optOutSuffix.length);
    if (!content.endsWith(optOutSuffix) || optOut.test(rest))
      throw new AppError('sms.opt_out_missing', { status: 422, data: { suffix: optOutSuffix } });
    return;
  }
  // A notice may not carry it: only marketing must.
  if (optOut.test(content)) throw refuse('sms.opt_out');
  const word = /邀请|注册|优惠|促销|抽奖/.exec(content)?.[0];
  if (word !== undefined) throw new AppError('sms.wording', { status: 422, data: { word } });
}

/**
 * The variables in their order: the provider's {1}, {2} …
 * @throws sms.variable | sms.repeated
 */
export function smsParams(content: string): SmsVariable[] {
  const params: SmsVariable[] = [];
  for (const [, name = ''] of content.matchAll(token)) {
    if (!isVariable(name)) throw unknownVariable(name);
    if (params.includes(name)) throw new AppError('sms.repeated', { status: 422, data: { name } });
    params.push(name);
  }
  if (/[{}]/.test(content.replaceAll(token, ''))) throw unknownVariable('');
  return params;
}

function unknownVariable(name: string): AppError {
  const known = smsVariables.map((variable) => `{${variable}}`).join(' ');
  return new AppError('sms.variable', { status: 422, data: { name: name.slice(0, 20), known } });
}

export function providerText(content: string): string {
  return smsParams(content).reduce(
    (text, name, index) => text.replace(`{${name}}`, `{${index + 1}}`),
    content,
  );
}
