import type { PersonalFact, PersonalPart, PersonAt } from '../../kernel/personal-data.ts';
import { forgetInRecords } from './forget.ts';
import { OperationRecord } from './record.entity.ts';
import { actionLabel } from './record-texts.ts';

/** What a person did, and what was done to his account. */
export function createRecordsPart(): PersonalPart {
  const targetsOf = ({ userIds, requestIds, connectionIds, identityId }: PersonAt): string[] => [
    ...userIds.map((id) => `interconnect_user:${id}`),
    ...requestIds.map((id) => `binding_request:${id}`),
    ...connectionIds.map((id) => `connection:${id}`),
    `identity:${identityId}`,
  ];

  return {
    key: 'records',
    columns: ['OperationRecord.actorName', 'OperationRecord.before', 'OperationRecord.after'],

    async collect(em, person, locale) {
      const rows = await em.find(
        OperationRecord,
        {
          enterpriseId: { $in: [...person.tenants] },
          $or: [
            { actor: `identity:${person.identityId}` },
            { target: { $in: person.userIds.map((id) => `interconnect_user:${id}`) } },
          ],
        },
        { orderBy: { id: 'asc' }, disableIdentityMap: true, fields: ['at', 'action'] },
      );
      // Who of the staff did it is another person's information.
      const facts = rows.map(({ at, action }): PersonalFact => {
        return { time: at.toISOString(), action: actionLabel(locale, action) };
      });
      return [{ key: 'records', facts }];
    },

    async erase(em, person) {
      await forgetInRecords(em, {
        tenants: person.tenants,
        actors: [`identity:${person.identityId}`],
        targets: targetsOf(person),
        words: [...person.names, ...person.phones],
        pseudonym: person.pseudonym,
      });
      return 'done';
    },
  };
}
