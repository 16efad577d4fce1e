import type { Roles, StaffDirectory } from '../features/access/index.ts';
import type { AccountsParts } from '../features/accounts/index.ts';
import type { AccountDirectory } from '../features/channels/index.ts';
import type { Crm } from '../features/crm/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Personal } from '../features/personal/index.ts';
import type { RecordNames } from '../features/records/index.ts';
import type { EntityManager } from '../kernel/data/orm.ts';

const userKind = 'interconnect_user:';
const channelKind = 'channel_account:';
const enterpriseKind = 'enterprise:';
const roleKind = 'role:';

/** Names of what operation records are about, each from the feature that keeps it. */
export function createRecordNames(deps: {
  holderNames: AccountsParts['holderNames'];
  staff: StaffDirectory;
  directory: AccountDirectory;
  enterprises: Enterprises;
  crm: Pick<Crm, 'namesOf' | 'fieldNamesOf'>;
  roles: Pick<Roles, 'names'>;
  personal: Pick<Personal, 'namesOf'>;
}): RecordNames {
  const idsOf = (targets: readonly string[], kind: string) =>
    targets.filter((target) => target.startsWith(kind)).map((target) => target.slice(kind.length));

  return {
    async of(em: EntityManager, targets) {
      const names = new Map<string, string>();
      // The statement's keys and the records' differ in one word only.
      const keys = targets.map((target) => target.replace(/^interconnect_user:/, 'user:'));
      for (const [key, name] of await deps.holderNames.of(em, keys))
        names.set(key.replace(/^user:/, userKind), name);
      for (const id of idsOf(targets, channelKind)) {
        const account = await deps.directory.byId(em, id);
        if (account !== null) names.set(`${channelKind}${id}`, account.name);
      }
      for (const id of idsOf(targets, enterpriseKind)) {
        const enterprise = await deps.enterprises.within(em, id);
        if (enterprise !== null) names.set(`${enterpriseKind}${id}`, enterprise.displayName);
      }
      for (const [id, name] of await deps.roles.names(em, idsOf(targets, roleKind)))
        names.set(`${roleKind}${id}`, name);
      for (const [id, name] of await deps.personal.namesOf(em, idsOf(targets, 'cancellation:')))
        names.set(`cancellation:${id}`, name);
      for (const [id, name] of await deps.crm.fieldNamesOf(em, idsOf(targets, 'extended_field:')))
        names.set(`extended_field:${id}`, name);
      for (const kind of ['customer:', 'partner:'])
        for (const [id, name] of await deps.crm.namesOf(em, idsOf(targets, kind)))
          names.set(`${kind}${id}`, name);
      return names;
    },
    async named(em, text) {
      const keys = await deps.holderNames.named(em, text);
      return keys.map((key) => key.replace(/^user:/, userKind));
    },
  };
}
