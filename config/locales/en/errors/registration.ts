import type { registrationErrors as zh } from '../../zh-CN/errors/registration.ts';

export const registrationErrors = {
  'opening.admin_off':
    'Opening by administrators is off, so no downstream can be opened here. Switch it on under Self-registration, then try again.',
  'opening.salesperson_off':
    'Opening by salespeople is off. Ask the interconnect administrator of your enterprise to switch it on.',
  'registration.closed': 'Self-registration is not open here. Ask your salesperson to open an account.',
  'registration.account_exists':
    'This phone number has an account already. Go back and bind it, or ask your salesperson.',
  'registration.waits':
    'You have registered already, and it is being handled. There is no need to register again.',
  'registration.fields': 'Please complete or correct: {labels}.',
  'registration.name_locked': 'The customer name is made of name and phone number, and cannot be changed.',
  'registration.name_chosen': 'Choose the customer name from what the search shows: it cannot be typed.',
  'registration.choice_invalid':
    'Search again and choose a customer name: the one you chose was not among those shown, or it has expired.',
  'registration.no_names': 'Customer names are not looked up here: type the name.',
  'registration.too_short': 'Type at least {least} characters, then search.',
  'registration.looked_often': 'Too many searches. Try again in {minutes} minutes, or ask your salesperson.',
  'registration.registry_down':
    'The business registry cannot be reached, so nothing was registered. Try again later, or ask your salesperson.',
  'registration.customer_gone':
    'The customer you chose is not on the list any more. Search and choose again.',
  'registration.decided': 'This registration was answered already. Reload and look again.',
  'registration.role_unknown': 'There is no such role. Reload and choose again.',
  'registration.role_personal':
    'A personal account cannot have a role that manages a downstream enterprise. Choose another role.',
  'registration.no_registry':
    'No business registry is connected, so this cannot be chosen. Ask the operator of the platform.',
  'registration.review_needed':
    'People would choose their enterprise themselves and get a role that manages it. Switch on the review, or choose another role.',
} as const satisfies Record<keyof typeof zh, string>;
