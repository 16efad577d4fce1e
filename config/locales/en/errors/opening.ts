import type { openingErrors as zh } from '../../zh-CN/errors/opening.ts';

export const openingErrors: Readonly<Record<keyof typeof zh, string>> = {
  'opening.plugin_off':
    'The plug-in "Salesperson opens interconnect accounts" is off. Ask an admin to enable it under Plug-ins.',
  'opening.layout': 'Your department does not have this button. Ask an admin to change the button layout.',
  'opening.role':
    'A chosen interconnect role is beyond what salespeople may give. Choose again, or ask an admin.',
  'opening.default_role': 'The default role must be one that salespeople may give.',
  'opening.department_unknown': 'A department of the button layout is gone. Choose again.',
  'opening.pool': 'This record is in the public pool. Claim it first, then open the account.',
  'opening.contact_unknown': 'The contact is gone. Reload and choose again.',
  'opening.mobile': 'The mobile number of {name} is too long for an account. Correct it first.',
  'opening.company_disabled': 'The interconnect enterprise is disabled. Enable it first.',
  'opening.company_pending':
    'The request to connect is still under review. Open accounts once it is approved.',
  'opening.user_disabled':
    'The interconnect account of {name} is disabled or in the recycle bin. Enable it first.',
  'opening.already_bound': '{name} has bound WeChat already and needs no invitation.',
  'opening.not_open': 'No interconnect account is open yet. Open it first.',
  'opening.no_service_account':
    'No service account is connected, so there is no face-to-face code. Ask an admin to connect one, or invite by SMS.',
  'opening.code_refused': 'WeChat gave no code. Ask an admin to check the service account, or invite by SMS.',
  'opening.nothing_chosen': 'Choose customers or contacts first.',
  'opening.too_many': 'At most {most} rows at once. Open them in several steps.',
  'opening.sheet': 'The file cannot be read. Fill in the template and upload the .xlsx file.',
  'opening.sheet_columns': 'Columns are missing: {columns}. Fill in the template.',
  'opening.run_state': 'This opening has begun or ended. Reload to see the result.',
  'opening.row_party':
    'There is no record named "{name}" that you own or may see. Enter it or claim it first.',
  'opening.row_contact': '"{name}" has no contact with the mobile {mobile}. Add the contact first.',
  'opening.row_role': 'There is no interconnect role "{role}" that salespeople may give.',
  'opening.row_twin': 'The same as line {line}.',
};
