import type { crmErrors as zh } from '../../zh-CN/errors/crm.ts';

export const crmErrors: Readonly<Record<keyof typeof zh, string>> = {
  'crm.fields': 'Please complete or correct: {labels}.',
  'crm.duplicate':
    'A record with the same {label}, “{name}”, was entered before by {owner}, and stays with who was first. If you disagree, report it: an administrator decides.',
  'crm.duplicate_pool':
    'A record with the same {label}, “{name}”, is in the public pool. Claim it there instead of entering it again.',
  'crm.duplicate_left':
    'A record with the same {label}, “{name}”, belongs to {owner}, who has left. Ask an administrator to transfer it.',
  'crm.taken': '{owner} has just claimed this record. Choose another one in the pool.',
  'crm.not_in_pool': 'This record is not in the public pool and cannot be claimed.',
  'crm.owner_unknown': 'The chosen owner is not an active staff member. Choose another one.',
  'crm.not_own': 'You can change your own records only. Ask the owner or an administrator.',
  'crm.binned': 'This record is in the recycle bin. Restore it first.',
  'crm.not_binned': 'This record is not in the recycle bin.',
  'crm.last_contact': 'One contact must stay. Add another one before you remove this one.',
  'crm.too_many_contacts': 'A record has {most} contacts at most.',
  'crm.class_in_use':
    'The class “{name}” still has {count} records and cannot be removed. Give them another class first.',
  'crm.class_twice': 'The class “{name}” stands twice. Change its name and save again.',
  'crm.already_reported': 'You have reported this record already. An administrator will decide.',
  'crm.own_already': 'This record is yours; there is nothing to report.',
  'crm.import_large': 'The file is too large: {limitMb} MB at most. Import it in several files.',
  'crm.import_rules': 'Choose the import rules first, then start.',
  'crm.import_state': 'This import cannot do that now. Reload to see its state.',
  'crm.import_incomplete': 'The file did not arrive completely. Upload it again.',
  'crm.decided': '{name} has already decided this report.',
};
