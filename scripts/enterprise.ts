/**
 * `npm run enterprise -- create`: makes an enterprise with its first admin, and prints a one-time
 * link (24 h) by which he enters the workbench, before WeCom is connected.
 *
 *   npm run enterprise -- create --legal-name "…有限公司" --display-name "…" --admin "陈立" --account chenli
 *   npm run enterprise -- link --account chenli      another link for an existing admin
 *   npm run enterprise -- rights --account chenli    gives him every right that this version knows, after an upgrade
 *   npm run enterprise -- close --account chenli     his enterprise's invitation codes connect nobody any more
 *   npm run enterprise -- reopen --account chenli    … and do again
 *
 * --account is his WeCom userid, by which he signs in later. create --operator makes the operator's own
 * enterprise: prices, the merchant and bank transfers are its business.
 */
import { parseArgs } from 'node:util';

import { loadConfig } from '../config/env.ts';
import { permissionNames } from '../config/permissions.ts';
import { openDatabase } from '../server/database.ts';
import { inTransaction } from '../server/kernel/data/transaction.ts';
import { createLogger } from '../server/kernel/log/logger.ts';
import { records } from '../server/features/records/index.ts';
import { createServer } from '../server/server.ts';

const usage = `npm run enterprise -- create --legal-name <name> --display-name <name> --admin <name> --account <WeCom userid> [--operator]
npm run enterprise -- link|rights --account <WeCom userid>
npm run enterprise -- close|reopen --account <WeCom userid>
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'legal-name': { type: 'string' },
    'display-name': { type: 'string' },
    admin: { type: 'string' },
    account: { type: 'string' },
    operator: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function fail(message: string): never {
  process.stderr.write(`${message}\n${usage}`);
  process.exit(2);
}

const [verb] = positionals;
if (values.help || verb === undefined) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
const { account } = values;
if (account === undefined || !/^[\w.@-]{1,64}$/.test(account))
  fail('--account: the WeCom userid, 1 to 64 letters, digits, - _ . @');

const config = loadConfig();
const db = await openDatabase(config.databaseUrl);
if (db.dialect === 'sqlite') await db.migrate();
const server = createServer(config, { db, log: createLogger('warn') });
try {
  const code = await inTransaction(db.acrossTenants('door: staff link'), async (tx) => {
    const now = server.clock.now();
    if (verb === 'link' || verb === 'rights' || verb === 'close' || verb === 'reopen') {
      const found = await server.staff.byAccount(tx, account);
      if (found === null)
        fail(
          `No staff member who may sign in has the account ${account}: unknown, disabled, or gone from WeCom`,
        );
      if (verb === 'rights') {
        const { enterpriseId, name, phone } = found;
        const before = await server.staff.ownRightsOf(tx, found.id);
        const permissions = permissionNames;
        await server.staff.put(tx, { enterpriseId, account, name, phone, enabled: true, permissions, now });
        await records.add(tx, {
          enterpriseId,
          actor: 'system',
          actorName: config.operatorName,
          action: 'staff.rights_given',
          target: `staff:${found.id}`,
          before: { permissions: before },
          after: { permissions },
          requestId: 'command',
          at: now,
        });
        return null;
      }
      if (verb !== 'link') {
        const closing = verb === 'close';
        const changed = await server.enterprises.setClosed(tx, found.enterpriseId, closing ? now : null);
        if (changed)
          await records.add(tx, {
            enterpriseId: found.enterpriseId,
            actor: 'system',
            actorName: config.operatorName,
            action: closing ? 'enterprise.closed' : 'enterprise.reopened',
            target: `enterprise:${found.enterpriseId}`,
            before: { closed: !closing },
            after: { closed: closing },
            requestId: 'command',
            at: now,
          });
        return null;
      }
      return server.staffLinks.make(tx, found.enterpriseId, found.id);
    }
    if (verb !== 'create') fail(`Unknown verb: ${verb}`);
    const { 'legal-name': legalName, 'display-name': displayName, admin } = values;
    if (legalName === undefined || displayName === undefined || admin === undefined) {
      fail('--legal-name, --display-name and --admin are needed');
    }
    const enterpriseId = await server.enterprises.create(tx, {
      legalName,
      displayName,
      demo: false,
      now,
      ...(values.operator ? { kind: 'operator' as const } : {}),
    });
    const staffId = await server.staff.put(tx, {
      enterpriseId,
      account,
      name: admin,
      phone: null,
      enabled: true,
      permissions: permissionNames,
      now,
    });
    return server.staffLinks.make(tx, enterpriseId, staffId);
  });
  process.stdout.write(
    code === null
      ? 'Done\n'
      : `Open this link once, within 24 hours:\n${config.publicUrl}/workbench/enter?code=${code}\n`,
  );
} finally {
  await server.stop();
}
