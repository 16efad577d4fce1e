import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { personalTexts as en } from '../config/locales/en/personal.ts';
import { personalTexts as zh } from '../config/locales/zh-CN/personal.ts';
import { entities } from './entities.ts';
import { openComposed, type Composed } from './testing/composed.ts';

/** Names of columns that say what a person is called, where he is reached, or by what he is known. */
const looksPersonal =
  /phone|mobile|(^|[a-z])name$|openid|unionid|identityId|^personId$|email|address|hobby|position|sender|nickname|avatar|contact|payer|recipient|requestedBy|ipHash|networkHash|accountHash|words|^(before|after|content|payload|title)$|sealed(Message|Content|Person|File|Body)|idNumber/i;

/** Columns that look personal and are not about a downstream's person, each with why. */
const others: Readonly<Record<string, string>> = {
  'InterconnectEnterprise.name': 'a company',
  'Enterprise.legalName': 'a company',
  'Enterprise.displayName': 'a company',
  'InvitationCode.companyName': 'a company',
  'Party.name': 'a company',
  'Party.nameKey': 'a company',
  'Party.lastContactAt': 'a time',
  'Party.address': 'a company',
  'InvoiceTitle.name': 'a company, as it stands on invoices',
  'InvoiceTitle.address': 'a company',
  'InvoiceTitle.telephone': 'a company',
  'InvoiceTitle.email': 'where a company takes its invoices',
  'Invoice.title': 'a company, as the invoice names it',
  'PackagePushTarget.name': 'a company',
  'Department.name': 'a department',
  'StaffRole.name': 'a role',
  'ExtendedField.name': 'what an enterprise asks for in its forms',
  'AutoReplyRule.words': 'what an enterprise waits for in the chat',
  'OpeningRow.name': 'a company',
  'OpeningRun.fileName': 'a file',
  'OpeningRun.byName': 'staff',
  'PartyVisit.byName': 'staff',
  'PartyDeal.byName': 'staff',
  'Registration.decidedByName': 'staff',
  'Registration.customerName': 'a company',
  'DirectoryRun.startedByName': 'staff',
  'DirectoryReport.name': 'staff, or a department',
  'DirectoryReport.before': 'staff, as WeCom has them',
  'DirectoryReport.after': 'staff, as WeCom has them',
  'DirectoryConflict.name': 'staff',
  'StaffRequest.name': 'who wants to be staff',
  'ChannelAccount.name': 'an account of ours',
  'ConfigPackage.name': 'a package',
  'PackagePush.packageName': 'a package',
  'EditionGrant.orderName': 'an order',
  'PartyImport.fileName': 'a file',
  'MarketingStop.signName': 'a signature',
  'TemplateMapping.templateTitle': 'a template',
  'SignInPrompt.contactName': 'whom staff name for questions',
  'SignInPrompt.contactPhone': 'whom staff name for questions',
  'Follower.boundSalesperson': 'staff',
  'Staff.name': 'staff, while they are employed',
  'Staff.phone': 'staff',
  'Staff.nickname': 'staff',
  'Staff.signInName': 'staff',
  'StaffAvatar.content': 'staff',
  'PackagePush.actorName': 'staff',
  'Party.creatorName': 'staff',
  'PartyFollowUp.byName': 'staff',
  'PartyChange.byName': 'staff',
  'PartyReport.reporterName': 'staff',
  'PartyImport.byName': 'staff',
  'SignInTry.accountHash': 'staff, hashed, for minutes',
  'SignInTry.networkHash': 'staff, hashed, for minutes',
  'SmsContent.content': 'the text of an SMS, without its values',
  'PackageRevision.content': 'settings',
  'BankSlip.content': 'a paper of a company’s bank',
  'InvoiceDocument.content': 'an invoice',
  'PartyImportPart.content': 'a file of customers, until it has been taken in',
  'IdempotencyKey.sealedBody': 'an answer, for a day',
  'Job.payload': 'work; done rows go within a week, and those that name a person with him',
};

describe('what is kept of a downstream’s people', () => {
  let w: Composed;
  beforeAll(async () => {
    w = await openComposed();
  });
  afterAll(() => w.drop());
  const columns = entities.flatMap((entity) =>
    Object.keys(entity.meta.properties).map((property) => `${entity.meta.className}.${property}`),
  );
  const declared = () => w.server.personal.parts.flatMap((part) => part.columns);

  it('is declared column by column by who keeps it, or said to be another’s', () => {
    const known = new Set([...declared(), ...Object.keys(others)]);
    const undeclared = columns.filter(
      (column) => looksPersonal.test(column.split('.')[1] ?? '') && !known.has(column),
    );
    expect(
      undeclared,
      'a column that looks personal belongs to a feature’s personal-part.ts (how it is exported and erased), or above with its reason',
    ).toEqual([]);
  });

  it('is declared once, and of columns that there are', () => {
    const all = [...declared(), ...Object.keys(others)];
    expect(all.filter((column) => !columns.includes(column))).toEqual([]);
    expect(all.filter((column, index) => all.indexOf(column) !== index)).toEqual([]);
  });

  it('finds a new column of a kind that nobody has thought of', () => {
    for (const name of [
      'secondPhone',
      'wechatOpenid',
      'unionidHash',
      'recipientEmail',
      'contactName',
      'nickname',
    ])
      expect([name, looksPersonal.test(name)]).toEqual([name, true]);
    for (const name of ['id', 'createdAt', 'state', 'amountFen', 'version'])
      expect([name, looksPersonal.test(name)]).toEqual([name, false]);
  });

  it('has a name for every part in both languages', () => {
    for (const texts of [zh, en] as const)
      for (const { key } of w.server.personal.parts) expect(Object.keys(texts), key).toContain(`part.${key}`);
  });
});
