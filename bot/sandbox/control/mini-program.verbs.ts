import { z } from 'zod';

import { issueCode } from '../platform/codes.ts';
import type { Sandbox } from '../sandbox.ts';
import { at, type Account } from '../state.ts';
import { accountIdSchema, personIdSchema } from './schemas.ts';
import { ControlError, needAccount, needMember, needPerson, post } from './verb.ts';

const codeSchema = z.object({ code: z.string() });

function needMiniProgram(sandbox: Sandbox, id: string): Account {
  const account = needAccount(sandbox, id);
  if (account.kind !== 'mini-program') {
    throw new ControlError(409, 'account.wrong_kind', `${account.name} is not a mini program`);
  }
  return account;
}

const login = post({
  path: '/control/mini-program/login',
  summary: 'wx.login: a code, once, five minutes.',
  body: z.strictObject({ appId: accountIdSchema, person: personIdSchema }),
  answer: codeSchema,
  handle({ sandbox }, body) {
    const account = needMiniProgram(sandbox, body.appId);
    const person = needPerson(sandbox, body.person);
    return { code: issueCode(sandbox, { kind: 'login', account, user: person.id }) };
  },
});

const phone = post({
  path: '/control/mini-program/phone',
  summary: "getPhoneNumber: a code of its own kind; without a phone WeChat's own number.",
  body: z.strictObject({ appId: accountIdSchema, person: personIdSchema, phone: z.string().optional() }),
  answer: codeSchema,
  handle({ sandbox }, body) {
    const account = needMiniProgram(sandbox, body.appId);
    const person = needPerson(sandbox, body.person);
    const number = body.phone ?? person.phones[0];
    if (number === undefined) throw new ControlError(409, 'person.no_phone', `${person.name} has no phone`);
    if (!person.phones.includes(number)) {
      throw new ControlError(409, 'person.other_phone', `${person.name} has no such number`);
    }
    return { code: issueCode(sandbox, { kind: 'phone', account, user: person.id, phone: number }) };
  },
});

const subscribe = post({
  path: '/control/mini-program/subscribe',
  summary: 'requestSubscribeMessage: each accept is one send; a reject takes none away.',
  body: z.strictObject({
    appId: accountIdSchema,
    person: personIdSchema,
    answers: z.record(z.string(), z.enum(['accept', 'reject'])),
  }),
  handle({ sandbox }, body) {
    const account = needMiniProgram(sandbox, body.appId);
    const person = needPerson(sandbox, body.person);
    const { consents } = sandbox.store.state;
    for (const [template, answer] of Object.entries(body.answers)) {
      if (!account.templates.some(({ templateId }) => templateId === template)) {
        throw new ControlError(404, 'template.not_found', `No template ${template}`);
      }
      const key = `${account.id}|${person.id}|${template}`;
      if (answer === 'accept') consents[key] = (at(consents, key) ?? 0) + 1;
    }
    sandbox.store.changed('people');
    return body.answers;
  },
});

const oauthCode = post({
  path: '/control/oauth/code',
  summary: 'An OAuth code without the page.',
  body: z.union([
    z.strictObject({
      appId: accountIdSchema,
      person: personIdSchema,
      scope: z.string().default('snsapi_base'),
    }),
    z.strictObject({ corpId: accountIdSchema, userId: z.string(), scope: z.string().default('snsapi_base') }),
  ]),
  answer: codeSchema,
  handle({ sandbox }, body) {
    if ('corpId' in body) {
      const account = needAccount(sandbox, body.corpId);
      const { userId } = needMember(sandbox, account.id, body.userId);
      return { code: issueCode(sandbox, { kind: 'wecom', account, user: userId, scope: body.scope }) };
    }
    const account = needAccount(sandbox, body.appId);
    const person = needPerson(sandbox, body.person);
    return { code: issueCode(sandbox, { kind: 'oauth', account, user: person.id, scope: body.scope }) };
  },
});

export const miniProgramVerbs = [login, phone, subscribe, oauthCode];
