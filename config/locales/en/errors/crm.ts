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
  'crm.id_numbers_off':
    'The enterprise keeps no ID numbers. Where one is needed, ask an administrator to switch it on by “ID numbers” of the customers’ page.',
  'crm.id_number_form':
    'An ID number is that of a resident identity card: 18 characters, the last a digit or X. Passports and other papers are not taken.',
  'crm.id_number_birth':
    'The date of birth in this ID number cannot be right. Compare characters 7 to 14 with the card.',
  'crm.id_number_check':
    'The check character of this ID number does not fit: one character may be mistyped. Compare it with the card.',
  'crm.id_number_consent':
    'Tell the person what the number is for and get a separate consent first. Confirm it, then save.',
  'crm.id_number_purpose': 'State what ID numbers are kept for, then switch it on.',
  'crm.id_numbers_stored':
    '{count, plural, one {# ID number is} other {# ID numbers are}} stored. Choose whether to delete them or to keep them hidden, then switch it off.',
  'crm.too_many_contacts': 'A record has {most} contacts at most.',
  'crm.class_in_use':
    'The class “{name}” still has {count} records and cannot be removed. Give them another class first.',
  'crm.class_twice': 'The class “{name}” stands twice. Change its name and save again.',
  'crm.visit_when': 'A visit is planned for today or later, within {days} days. Choose another day.',
  'crm.too_many_visits':
    'One record takes at most {most} planned visits. Call off one that is not needed first.',
  'crm.visit_over': 'This visit was called off or is past; it cannot be called off.',
  'crm.deal_day': 'The day of a deal cannot be after today. Choose another one.',
  'crm.deal_struck': 'This deal has been struck out already.',
  'crm.already_reported': 'You have reported this record already. An administrator will decide.',
  'crm.own_already': 'This record is yours; there is nothing to report.',
  'crm.import_large': 'The file is too large: {limitMb} MB at most. Import it in several files.',
  'crm.import_rules': 'Choose the import rules first, then start.',
  'crm.import_state': 'This import cannot do that now. Reload to see its state.',
  'crm.import_incomplete': 'The file did not arrive completely. Upload it again.',
  'crm.decided': '{name} has already decided this report.',
  'field.gone': 'The extended fields have just changed. Refresh, then enter them again; the rest stays.',
  'field.name_taken': 'There is a field named “{name}” already. Choose another name.',
  'field.options': 'Add at least one option.',
  'field.option_twice': 'The option “{option}” stands there twice. Correct it and save again.',
  'field.departments_missing': 'Choose departments, or make it a public field.',
  'field.other_department':
    'You can keep fields of your own department and those below it only. Ask that department or an administrator.',
  'field.too_many': 'At most {most} extended fields of each kind. Delete one that is not used first.',
  'field.type_data':
    '{count} values stand in this field; {lost} of them do not fit the new type or options and would be deleted or cut. It is changed only once you confirm.',
};
