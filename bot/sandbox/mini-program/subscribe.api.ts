import { z } from 'zod';

import { personOfOpenid } from '../official-account/followers.ts';
import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { readTemplateValues } from '../platform/template-values.ts';
import { at } from '../state.ts';

const bodySchema = z.looseObject({
  touser: z.string().optional(),
  template_id: z.string().optional(),
  page: z.string().optional(),
  miniprogram_state: z.enum(['developer', 'trial', 'formal']).optional(),
  lang: z.string().optional(),
  // An object, never a text (platform.md B).
  data: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })),
});

/** POST /cgi-bin/message/subscribe/send: one "accept" is one send. */
const send = defineApi({
  method: 'POST',
  path: '/cgi-bin/message/subscribe/send',
  kinds: ['mini-program'],
  body: bodySchema,
  handle({ sandbox, account }, body) {
    const person = personOfOpenid(sandbox, account, body.touser);
    const template = account.templates.find(({ templateId }) => templateId === body.template_id);
    if (template === undefined) throw new PlatformError(40037);
    const fields = readTemplateValues(template.fields, body.data);
    if (body.page?.startsWith('/') === true) throw new PlatformError(41030);
    const { consents } = sandbox.store.state;
    const key = `${account.id}|${person.id}|${template.templateId}`;
    const left = at(consents, key) ?? 0;
    if (left < 1) throw new PlatformError(43101);
    consents[key] = left - 1;
    sandbox.store.addMessage(
      person.id,
      account,
      { at: sandbox.now(), direction: 'in', via: 'subscribe' },
      {
        type: 'subscribe',
        templateId: template.templateId,
        title: template.title,
        fields,
        miniProgram: body.page === undefined ? null : { appId: account.id, pagePath: body.page },
      },
    );
    sandbox.store.changed('people');
    return {};
  },
});

export const subscribeApis = [send];
