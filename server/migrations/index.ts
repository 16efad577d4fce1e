import { sql as mysqlSpine } from './mysql/0001-spine.ts';
import { sql as mysqlReconciliation } from './mysql/0002-reconciliation.ts';
import { sql as mysqlStaffLeft } from './mysql/0003-staff-left.ts';
import { sql as mysqlSettings } from './mysql/0004-settings.ts';
import { sql as mysqlConnections } from './mysql/0005-connections.ts';
import { sql as mysqlOrders } from './mysql/0006-orders.ts';
import { sql as mysqlWebhooks } from './mysql/0007-webhooks.ts';
import { sql as mysqlPackages } from './mysql/0008-packages.ts';
import { sql as mysqlOwnOrders } from './mysql/0009-own-orders.ts';
import { sql as mysqlSms } from './mysql/0011-sms.ts';
import { sql as mysqlInvoices } from './mysql/0012-invoices.ts';
import { sql as mysqlBillChecks } from './mysql/0013-bill-checks.ts';
import { sql as mysqlSmsMarketing } from './mysql/0014-sms-marketing.ts';
import { sql as mysqlStaffDepartments } from './mysql/0015-staff-departments.ts';
import { sql as mysqlStandingIn } from './mysql/0016-standing-in.ts';
import { sql as mysqlCrm } from './mysql/0017-crm.ts';
import { sql as mysqlSelfRegistration } from './mysql/0018-self-registration.ts';
import { sql as mysqlWecomDirectory } from './mysql/0019-wecom-directory.ts';
import { sql as mysqlRoles } from './mysql/0020-roles.ts';
import { sql as mysqlAccountOpening } from './mysql/0021-account-opening.ts';
import { sql as mysqlCustomerDepartments } from './mysql/0022-customer-departments.ts';
import { sql as mysqlCancellations } from './mysql/0023-cancellations.ts';
import { sql as mysqlChats } from './mysql/0024-chats.ts';
import { sql as mysqlAutoReply } from './mysql/0025-auto-reply.ts';
import { sql as mysqlExtendedFields } from './mysql/0026-extended-fields.ts';
import { sql as mysqlDesktopSignIn } from './mysql/0027-desktop-sign-in.ts';
import { sql as mysqlIdNumbers } from './mysql/0028-id-numbers.ts';
import { sql as mysqlContactList } from './mysql/0030-contact-list.ts';
import { sql as sqliteSpine } from './sqlite/0001-spine.ts';
import { sql as sqliteReconciliation } from './sqlite/0002-reconciliation.ts';
import { sql as sqliteStaffLeft } from './sqlite/0003-staff-left.ts';
import { sql as sqliteSettings } from './sqlite/0004-settings.ts';
import { sql as sqliteConnections } from './sqlite/0005-connections.ts';
import { sql as sqliteOrders } from './sqlite/0006-orders.ts';
import { sql as sqliteWebhooks } from './sqlite/0007-webhooks.ts';
import { sql as sqlitePackages } from './sqlite/0008-packages.ts';
import { sql as sqliteOwnOrders } from './sqlite/0009-own-orders.ts';
import { sql as sqliteSms } from './sqlite/0011-sms.ts';
import { sql as sqliteInvoices } from './sqlite/0012-invoices.ts';
import { sql as sqliteBillChecks } from './sqlite/0013-bill-checks.ts';
import { sql as sqliteSmsMarketing } from './sqlite/0014-sms-marketing.ts';
import { sql as sqliteStaffDepartments } from './sqlite/0015-staff-departments.ts';
import { sql as sqliteStandingIn } from './sqlite/0016-standing-in.ts';
import { sql as sqliteCrm } from './sqlite/0017-crm.ts';
import { sql as sqliteSelfRegistration } from './sqlite/0018-self-registration.ts';
import { sql as sqliteWecomDirectory } from './sqlite/0019-wecom-directory.ts';
import { sql as sqliteRoles } from './sqlite/0020-roles.ts';
import { sql as sqliteAccountOpening } from './sqlite/0021-account-opening.ts';
import { sql as sqliteCustomerDepartments } from './sqlite/0022-customer-departments.ts';
import { sql as sqliteCancellations } from './sqlite/0023-cancellations.ts';
import { sql as sqliteChats } from './sqlite/0024-chats.ts';
import { sql as sqliteAutoReply } from './sqlite/0025-auto-reply.ts';
import { sql as sqliteExtendedFields } from './sqlite/0026-extended-fields.ts';
import { sql as sqliteDesktopSignIn } from './sqlite/0027-desktop-sign-in.ts';
import { sql as sqliteIdNumbers } from './sqlite/0028-id-numbers.ts';
import { sql as sqliteContactList } from './sqlite/0030-contact-list.ts';
import type { SqlStep } from '../kernel/data/migration-steps.ts';
import type { Dialect } from '../kernel/data/orm.ts';

/**
 * Forward-only steps, one folder a dialect, the same names in both; `npm run migrations -- --write N`
 * drafts a step from the entities. A merged step is never edited.
 */
export const migrations: Readonly<Record<Dialect, readonly SqlStep[]>> = {
  sqlite: [
    { name: '0001-spine', sql: sqliteSpine },
    { name: '0002-reconciliation', sql: sqliteReconciliation },
    { name: '0003-staff-left', sql: sqliteStaffLeft },
    { name: '0004-settings', sql: sqliteSettings },
    { name: '0005-connections', sql: sqliteConnections },
    { name: '0006-orders', sql: sqliteOrders },
    { name: '0007-webhooks', sql: sqliteWebhooks },
    { name: '0008-packages', sql: sqlitePackages },
    { name: '0009-own-orders', sql: sqliteOwnOrders },
    { name: '0011-sms', sql: sqliteSms },
    { name: '0012-invoices', sql: sqliteInvoices },
    { name: '0013-bill-checks', sql: sqliteBillChecks },
    { name: '0014-sms-marketing', sql: sqliteSmsMarketing },
    { name: '0015-staff-departments', sql: sqliteStaffDepartments },
    { name: '0016-standing-in', sql: sqliteStandingIn },
    { name: '0017-crm', sql: sqliteCrm },
    { name: '0018-self-registration', sql: sqliteSelfRegistration },
    { name: '0019-wecom-directory', sql: sqliteWecomDirectory },
    { name: '0020-roles', sql: sqliteRoles },
    { name: '0021-account-opening', sql: sqliteAccountOpening },
    { name: '0022-customer-departments', sql: sqliteCustomerDepartments },
    { name: '0023-cancellations', sql: sqliteCancellations },
    { name: '0024-chats', sql: sqliteChats },
    { name: '0025-auto-reply', sql: sqliteAutoReply },
    { name: '0026-extended-fields', sql: sqliteExtendedFields },
    { name: '0027-desktop-sign-in', sql: sqliteDesktopSignIn },
    { name: '0028-id-numbers', sql: sqliteIdNumbers },
    { name: '0030-contact-list', sql: sqliteContactList },
  ],
  mysql: [
    { name: '0001-spine', sql: mysqlSpine },
    { name: '0002-reconciliation', sql: mysqlReconciliation },
    { name: '0003-staff-left', sql: mysqlStaffLeft },
    { name: '0004-settings', sql: mysqlSettings },
    { name: '0005-connections', sql: mysqlConnections },
    { name: '0006-orders', sql: mysqlOrders },
    { name: '0007-webhooks', sql: mysqlWebhooks },
    { name: '0008-packages', sql: mysqlPackages },
    { name: '0009-own-orders', sql: mysqlOwnOrders },
    { name: '0011-sms', sql: mysqlSms },
    { name: '0012-invoices', sql: mysqlInvoices },
    { name: '0013-bill-checks', sql: mysqlBillChecks },
    { name: '0014-sms-marketing', sql: mysqlSmsMarketing },
    { name: '0015-staff-departments', sql: mysqlStaffDepartments },
    { name: '0016-standing-in', sql: mysqlStandingIn },
    { name: '0017-crm', sql: mysqlCrm },
    { name: '0018-self-registration', sql: mysqlSelfRegistration },
    { name: '0019-wecom-directory', sql: mysqlWecomDirectory },
    { name: '0020-roles', sql: mysqlRoles },
    { name: '0021-account-opening', sql: mysqlAccountOpening },
    { name: '0022-customer-departments', sql: mysqlCustomerDepartments },
    { name: '0023-cancellations', sql: mysqlCancellations },
    { name: '0024-chats', sql: mysqlChats },
    { name: '0025-auto-reply', sql: mysqlAutoReply },
    { name: '0026-extended-fields', sql: mysqlExtendedFields },
    { name: '0027-desktop-sign-in', sql: mysqlDesktopSignIn },
    { name: '0028-id-numbers', sql: mysqlIdNumbers },
    { name: '0030-contact-list', sql: mysqlContactList },
  ],
};
