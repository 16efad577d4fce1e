import type { staffCardTexts as zh } from '../zh-CN/staff-cards.ts';

export const staffCardTexts = {
  'bound.title': '{name} ({company}) has bound WeChat',
  'bound.description': 'Notices can reach them now',
  'waiting.title': '{name} ({company}) is bound and waits for a place',
  'waiting.description': 'All WeChat-user places are used. Access opens by itself once there is one.',
  'help.title': '{name} asks for help with binding',
  'help.description': 'Their WeChat phone is not the one on file',
  'requested.title': '{name} asks for a connection',
  'requested.description': 'Invitation code {hint}. Review it in the workbench',
  'own_ended.title': 'The edition that {name} bought itself has ended',
  'own_ended.description': 'No {kind} quota is left to go on with. Add quota',
  'no_place.title': '{name} could not be connected',
  'no_place.description': 'No {kind} quota is left. Add quota, then ask them to try again',
  'connected.title': '{name} is connected',
  'connected.description': 'By invitation code {hint}',
  'lot_end.title': '{kind}: {places} of quota end soon',
  'lot_end.description':
    '{days, plural, =0 {They end today} one {They end in # day} other {They end in # days}}; {used} of them are in use. Renew before then and nothing stops.',
  'reported.title': 'The owner of {name} is disputed: please decide',
  'label.until': 'Valid until',
  'label.name': 'Name',
  'label.company': 'Company',
  'label.phone': 'Phone',
  'label.owner': 'Owner',
  'label.reporter': 'Reported by',
  'label.time': 'Time',
} as const satisfies Record<keyof typeof zh, string>;
