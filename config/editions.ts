import { z } from 'zod';

/** A channel edition that an upstream can give to a downstream (rows 8–10). */
export interface Edition {
  /** Part of the quota kind `edition:<key>`; never changed once it was sold. */
  readonly key: string;
  /** Names by language; without them the text is `edition.<key>` of the quota locale file. */
  readonly names?: Readonly<Record<'zh-CN' | 'en', string>>;
}

/** The editions that come with the product, in the order in which they are shown. */
export const presetEditions = [
  { key: 'dealer' },
  { key: 'manufacturing_dealer' },
  { key: 'fmcg_dealer' },
  { key: 'agent' },
  { key: 'lite' },
] as const satisfies readonly Edition[];

const addedSchema = z.array(
  z.strictObject({
    key: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/),
    names: z.strictObject({ 'zh-CN': z.string().min(1).max(40), en: z.string().min(1).max(40) }),
  }),
);

/**
 * The open list: the presets and what the operator adds, so that a new edition needs no release.
 * @param added JSON value: `[{ "key": "vip", "names": { "zh-CN": "尊享版", "en": "Premium" } }]`
 * @throws ZodError, or Error when a key is there twice
 */
export function createEditions(added: unknown = []): readonly Edition[] {
  const editions = [...presetEditions, ...addedSchema.parse(added)];
  const keys = new Set(editions.map(({ key }) => key));
  if (keys.size < editions.length) throw new Error('Two channel editions have the same key');
  return editions;
}
