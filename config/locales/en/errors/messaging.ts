import type { messagingErrors as zh } from '../../zh-CN/errors/messaging.ts';

export const messagingErrors = {
  'guide.lines': 'A guide has at most 4 lines; this one has {lines}.',
  'guide.bytes': 'A guide has at most 600 bytes; this one has {bytes}.',
  'guide.links': "A guide needs exactly one link, written as '{'link:words'}'.",
  'guide.variable': "There is no variable '{'{name}'}'. The variables are: {known}.",
  'guide.title_missing': 'Enter a title.',
  'guide.picture': 'The picture must be an https address.',
  'guide.card_needs_mini_program':
    'No mini program is connected, so a card cannot be sent. Connect one first, or use text.',
  'template.mapping_missing': 'No template has been chosen.',
  'template.field_missing': 'The template field {field} is empty.',
  'template.field_unknown': 'The template has no field {field}.',
  'template.field_invalid': 'The template field {field} is not right: {reason}',
  'template.not_on_platform': 'The platform has no such template; it may have been deleted. Choose again.',
  'delivery.not_bound': 'This person has not bound WeChat, so a test cannot be sent.',
  'delivery.not_following':
    'This person does not follow the service account, so a template message cannot be sent.',
  'delivery.no_resend': 'This message cannot be sent again.',
} as const satisfies Record<keyof typeof zh, string>;
