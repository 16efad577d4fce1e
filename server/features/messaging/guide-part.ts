import { guideVariantSchema, type GuideVariant } from '../../contract/messaging.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { guidePreset } from './guide-preset.ts';
import { checkVariant } from './guide-text.ts';
import { FollowGuide } from './messaging.entity.ts';
import type { AccountCards } from './ports.ts';

const key = 'follow_guide';
type Values = Readonly<Record<string, string | boolean>>;
const variants = ['unbound', 'bound'] as const;
const variantFields = ['carrier', 'text', 'title', 'description', 'pictureUrl'] as const;

function flat(guide: { enabled: boolean; unbound: GuideVariant; bound: GuideVariant }) {
  const values: Record<string, string | boolean> = { enabled: guide.enabled };
  for (const variant of variants)
    for (const field of variantFields) values[`${variant}.${field}`] = guide[variant][field];
  return values;
}

function variantOf(values: Values, variant: (typeof variants)[number]): GuideVariant {
  const fields = Object.fromEntries(variantFields.map((field) => [field, values[`${variant}.${field}`]]));
  const parsed = guideVariantSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const field = `${variant}.${String(parsed.error.issues[0]?.path[0] ?? '')}`;
  throw new AppError('package.part_invalid', { status: 422, data: { part: key, field } });
}

/** The follow guide, as configuration packages carry it: that of an enterprise's first service account. */
export function createGuidePart(deps: { accounts: AccountCards }) {
  const guidesOf = (em: EntityManager, enterpriseId: string) =>
    em.find(FollowGuide, { enterpriseId }, { orderBy: { id: 'asc' } });

  return {
    key,
    version: 1,
    preset: flat({ enabled: true, ...guidePreset }),
    fields: [
      { key: 'enabled', kind: 'switch' as const },
      ...variants.flatMap((variant) =>
        variantFields.map((field) => ({
          key: `${variant}.${field}`,
          kind: field === 'text' ? ('text' as const) : ('line' as const),
        })),
      ),
    ],
    async read(em: EntityManager, enterpriseId: string): Promise<Record<string, string | boolean>> {
      const [guide] = await guidesOf(em, enterpriseId);
      assertThat(guide, 'package.no_follow_guide', 409);
      return flat(guide);
    },
    checkValues(values: Values): void {
      // Whether a card can be sent is each enterprise's own affair.
      for (const variant of variants)
        checkVariant(variantOf(values, variant), { miniProgramConnected: true });
    },
    async check(em: EntityManager, enterpriseId: string, values: Values): Promise<void> {
      const accounts = await deps.accounts.all(em, enterpriseId);
      const miniProgramConnected = accounts.some(
        ({ kind, connected }) => kind === 'mini-program' && connected,
      );
      for (const variant of variants) checkVariant(variantOf(values, variant), { miniProgramConnected });
    },
    async write(tx: EntityManager, enterpriseId: string, values: Values, now: Date): Promise<void> {
      const [guide] = await guidesOf(tx, enterpriseId);
      if (guide === undefined) return;
      guide.enabled = values['enabled'] === true;
      guide.unbound = variantOf(values, 'unbound');
      guide.bound = variantOf(values, 'bound');
      guide.updatedAt = now;
      await tx.flush();
    },
  };
}
