import { z } from 'zod';

import type { Permission } from '../../../config/permissions.ts';
import { recordsTexts as rightsEn } from '../../../config/locales/en/records.ts';
import { whyTexts as en } from '../../../config/locales/en/why.ts';
import { recordsTexts as rightsZh } from '../../../config/locales/zh-CN/records.ts';
import { whyTexts as zh } from '../../../config/locales/zh-CN/why.ts';
import type { Locale } from '../../contract/common.ts';
import type { ExplainableKind, Explanation } from '../../contract/explanations.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import { isHere, Staff } from './access.entity.ts';
import { holdsAll } from './delegation.ts';
import type { ActingStaff } from './departments.ts';
import {
  channelAccountExplainer,
  departmentExplainer,
  placeOf,
  staffExplainer,
  type Explainer,
  type WhyStep,
} from './explainers.ts';
import { rightsOfAll, rolesOf, viewerOf } from './rights.ts';
import { departmentOf, scopeOf, sees, staffData, type Viewer } from './visibility.ts';

type Asking = Pick<ActingStaff, 'enterpriseId' | 'staffId'>;
type Sentence = Explanation['sentences'][number];

/** So many people who could give a right are named. */
const namedGivers = 3;

/** What features other than this one keep, by kind. */
export type OtherExplainers = Readonly<
  Record<Exclude<ExplainableKind, 'staff' | 'channel_account' | 'department'>, Explainer>
>;

/** Answers «why can he see it», and why not, in sentences. */
export function createExplanations(deps: { others: OtherExplainers }) {
  const explainers: Readonly<Record<ExplainableKind, Explainer>> = {
    ...{ staff: staffExplainer, channel_account: channelAccountExplainer, department: departmentExplainer },
    ...deps.others,
  };

  async function asking(em: EntityManager, by: Asking): Promise<Viewer> {
    const staff = await em.findOne(Staff, { id: by.staffId, enterpriseId: by.enterpriseId });
    assertThat(staff, 'session.expired', 401);
    return viewerOf(em, staff);
  }

  /** Where a right of his comes from. */
  async function sourcesOf(em: EntityManager, person: Staff, right: Permission, t: Say): Promise<string> {
    const sources: string[] = [];
    const entry = (person.entryPermissions ?? '').split(',');
    if (person.permissions.includes(right))
      sources.push(t(entry.includes(right) ? 'source.entry' : 'source.own', {}));
    for (const role of (await rolesOf(em, person.enterpriseId, [person.id])).get(person.id) ?? [])
      if (role.permissions.includes(right)) sources.push(t('source.role', { role: role.name }));
    return sources.join(t('separator', {}));
  }

  /** Who of those in the asker's sight could give him a right now: owns it, may give, sees him, and holds no less than he. */
  async function giversOf(
    em: EntityManager,
    asker: Viewer,
    person: { readonly staff: Staff; readonly viewer: Viewer },
    right: Permission,
  ): Promise<string[]> {
    const { enterpriseId } = asker;
    const rows = await em.find(
      Staff,
      { id: { $in: await withRights(em, enterpriseId) }, enterpriseId },
      { orderBy: { name: 'asc', id: 'asc' }, disableIdentityMap: true },
    );
    const sight = await scopeOf(em, asker, staffData);
    const shown = rows.filter((row) => isHere(row) && row.id !== person.staff.id && sees(sight, row));
    const rights = await rightsOfAll(em, enterpriseId, shown);
    const names: string[] = [];
    for (const row of shown) {
      if (names.length === namedGivers) break;
      const permissions = rights.get(row.id) ?? new Set<string>();
      const needed = ['authorisation.set', 'staff.manage', right];
      if (!needed.every((name) => permissions.has(name))) continue;
      const giver = { id: row.id, enterpriseId, departmentId: departmentOf(row), permissions };
      const reaches = sees(await scopeOf(em, giver, staffData), person.staff);
      if (reaches && holdsAll(giver, person.viewer.permissions)) names.push(row.name);
    }
    return names;
  }

  return {
    /** Records in the asker's sight. */
    async find(em: EntityManager, by: Asking, kind: ExplainableKind, search: string | undefined) {
      const asker = await asking(em, by);
      return [...(await explainers[kind].find(em, asker, search))];
    },

    /** @throws not_found where the asker does not see the person or the record himself */
    async explain(
      em: EntityManager,
      by: Asking,
      about: { staffId: string; kind: ExplainableKind; recordId: string },
      locale: Locale,
    ): Promise<Explanation> {
      const { staffId, kind, recordId } = about;
      const asker = await asking(em, by);
      const { enterpriseId } = asker;
      const staff = await em.findOne(Staff, { id: staffId, enterpriseId }, { disableIdentityMap: true });
      const inSight =
        asker.permissions.has('staff.manage') &&
        staff !== null &&
        sees(await scopeOf(em, asker, staffData), staff);
      assertThat(staff !== null && inSight, 'not_found', 404);
      const explainer = explainers[kind];
      const own = await explainer.explain(em, asker, recordId);
      assertThat(own?.visible === true, 'not_found', 404);
      const person = { staff, viewer: await viewerOf(em, staff) };
      const record = await explainer.explain(em, person.viewer, recordId);
      assertThat(record, 'not_found', 404);
      const t = sayIn(locale);
      const { name } = staff;
      const sentences: Sentence[] = [];
      const here = isHere(staff);
      if (!here) {
        const why = staff.state === 'enabled' ? 'person.left' : 'person.disabled';
        sentences.push({ tone: 'no', text: t(why, { name }) });
      }
      const tell = async (step: WhyStep): Promise<Sentence> => {
        if (!('right' in step)) return { tone: step.tone, text: t(step.why, { name, ...step.values }) };
        const right = rightLabel(locale, step.right);
        if (step.held) {
          const sources = await sourcesOf(em, staff, step.right, t);
          return { tone: 'yes', text: t('right.held', { name, right, sources }) };
        }
        const givers = await giversOf(em, asker, person, step.right);
        return givers.length === 0
          ? { tone: 'no', text: t('right.missing_nobody', { name, right }) }
          : {
              tone: 'no',
              text: t('right.missing', { name, right, givers: givers.join(t('separator', {})) }),
            };
      };
      for (const step of record.steps) sentences.push(await tell(step));
      const readSentences: Sentence[] = [];
      for (const step of record.reads?.steps ?? []) readSentences.push(await tell(step));
      return {
        person: { id: staff.id, name, department: await placeOf(em, enterpriseId, departmentOf(staff)) },
        record: { kind, id: recordId, name: record.name },
        visible: here && record.visible,
        sentences,
        reads:
          record.reads === undefined
            ? null
            : { allowed: here && record.reads.allowed, sentences: readSentences },
      };
    },
  };
}
export type Explanations = ReturnType<typeof createExplanations>;

type Say = (key: keyof typeof zh, values: Record<string, string>) => string;
const sayIn =
  (locale: Locale): Say =>
  (key, values) =>
    formatText(locale, (locale === 'en' ? en : zh)[key], values);

const rightLabel = (locale: Locale, right: Permission): string =>
  (locale === 'en' ? rightsEn : rightsZh)[`value.permissions.${right}`];

/** People of an enterprise who may set authorisations, by themselves or by a role; bare, for it may have thousands of others. */
async function withRights(em: EntityManager, enterpriseId: string): Promise<string[]> {
  const holds = '%"authorisation.set"%';
  const rows = await readRows(
    em,
    `select id from staff where enterprise_id = ? and permissions like ?
     union
     select m.staff_id as id from staff_role_member m
     join staff_role r on r.id = m.role_id and r.enterprise_id = m.enterprise_id
     where m.enterprise_id = ? and r.permissions like ?
     order by id limit 200`,
    [enterpriseId, holds, enterpriseId, holds],
  );
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}
