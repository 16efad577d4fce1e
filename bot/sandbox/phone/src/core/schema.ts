/**
 * What the phone reads from the sandbox (docs/sandbox.md), checked before it is drawn. Fields that
 * the page can live without are optional: an older or newer sandbox still shows what it has.
 */
import * as z from 'zod';

/** Milliseconds since 1970, from a number or an ISO text. */
const instant = z.union([
  z.number(),
  z
    .string()
    .transform((text) => Date.parse(text))
    .refine((ms) => Number.isFinite(ms)),
]);
const text = z.string();
const maybeText = z.string().nullish();

const menuLeaf = z.object({
  name: text,
  type: text.optional(),
  key: maybeText,
  url: maybeText,
  appid: maybeText,
  pagepath: maybeText,
});
const menuButton = menuLeaf.extend({ sub_button: z.array(menuLeaf).optional() });
export type MenuButton = z.infer<typeof menuButton>;
export type MenuLeaf = z.infer<typeof menuLeaf>;

/** `{ button }` as menu/create takes it, or bare, or wrapped as menu/get answers. */
const menu = z
  .union([
    z.object({ button: z.array(menuButton) }).transform((value) => value.button),
    z.object({ menu: z.object({ button: z.array(menuButton) }) }).transform((value) => value.menu.button),
    z.array(menuButton),
  ])
  .nullish()
  .catch(null);

const qrcode = z.object({
  ticket: text,
  scene: z.union([text, z.number()]).nullish(),
  url: maybeText,
  expiresAt: instant.nullish(),
});
export type ParametricCode = z.infer<typeof qrcode>;

const account = z.object({
  kind: z.enum(['official-account', 'mini-program', 'wecom']),
  name: text,
  appId: maybeText,
  corpId: maybeText,
  agentId: z.union([text, z.number()]).nullish(),
  agentName: maybeText,
  accountType: z.enum(['service', 'subscription']).nullish(),
  verified: z.boolean().nullish(),
  callbackUrl: maybeText,
  linkedMiniPrograms: z.array(text).nullish(),
  h5BaseUrl: maybeText,
  homeUrl: maybeText,
  menu,
  templates: z
    .array(z.object({ templateId: text, title: text }))
    .nullish()
    .catch(null),
  qrcodes: z.array(qrcode).nullish().catch(null),
});

/** One simulated account; `id` is its appId or corpId. */
export const accountSchema = account.transform((value) => ({
  ...value,
  id: value.appId ?? value.corpId ?? '',
}));
export type Account = z.infer<typeof accountSchema>;

const person = z.object({
  id: text,
  name: text,
  nameEn: maybeText,
  phones: z.array(text),
  following: z.array(text),
});
export type Person = z.infer<typeof person>;

const member = z.object({
  corpId: text,
  userId: text,
  name: text,
  nameEn: maybeText,
  active: z.boolean(),
});
export type Member = z.infer<typeof member>;

const fault = z.object({
  match: z.record(z.string(), z.unknown()),
  fault: z.record(z.string(), z.unknown()),
  left: z.number().nullable(),
});
export type SandboxFault = z.infer<typeof fault>;

export const stateSchema = z.object({
  now: instant,
  accounts: z.array(accountSchema),
  people: z.array(person),
  members: z.array(member),
  revision: z.number(),
  faults: z.array(fault).default([]),
});
export type SandboxState = z.infer<typeof stateSchema>;

export const accountsSchema = z.array(accountSchema);

/** One message as it came; `content.ts` reads the rest of it. */
export const messageSchema = z.looseObject({
  seq: z.number(),
  at: instant,
  account: text,
  accountName: text.nullish(),
  direction: z.enum(['in', 'out']),
  via: text,
  type: text,
});
export type Message = z.infer<typeof messageSchema>;
export const messagesSchema = z.object({ items: z.array(messageSchema) });

const delivery = z.object({
  id: z.union([text, z.number()]).optional(),
  /** When it ended. */
  at: instant.optional(),
  account: text.nullish(),
  event: text.nullish(),
  status: z.number(),
  ms: z.number(),
  tries: z.number().nullish(),
  /** Why nothing came of it; for developers, in English. */
  problem: maybeText,
  reply: z.looseObject({ type: text }).nullish().catch(null),
});
export type Delivery = z.infer<typeof delivery>;
export const deliveriesSchema = z.object({ deliveries: z.array(delivery).default([]) });

/** What a scanned code opens when it is not a code to follow by. */
const opens = z.union([
  z.object({
    miniProgram: z.object({
      appId: text,
      path: text,
      query: z.record(z.string(), text),
      scene: z.number(),
    }),
  }),
  z.object({ pay: z.object({ codeUrl: text }) }),
  z.object({ url: text }),
]);
export type Opens = z.infer<typeof opens>;
export const scanSchema = z.object({
  deliveries: z.array(delivery).default([]),
  opens: opens.nullish().transform((value) => value ?? null),
});

/** What WeChat's pay page shows of an order. */
export const payPageSchema = z.object({
  merchantName: text,
  description: text,
  totalFen: z.number(),
});
export type PayPage = z.infer<typeof payPageSchema>;
export const payOrdersSchema = z.object({
  items: z.array(
    z.object({
      outTradeNo: text,
      description: text,
      totalFen: z.number(),
      state: text,
      codeUrl: text.nullable(),
    }),
  ),
});

const apiCall = z.object({
  seq: z.number(),
  at: instant,
  account: maybeText,
  path: text,
  errcode: z.number(),
  ms: z.number(),
});
export type ApiCall = z.infer<typeof apiCall>;
export const callsSchema = z.object({ items: z.array(apiCall) });

export const codeSchema = z.object({ code: text });
export const failureSchema = z.object({ error: z.object({ code: text, message: text }) });
