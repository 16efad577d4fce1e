import type { packagesErrors as zh } from '../../zh-CN/errors/packages.ts';

export const packagesErrors: Readonly<Record<keyof typeof zh, string>> = {
  'template.not_offered':
    'Template enterprises come with the channel quota. Order quota of any channel edition first.',
  'template.limit':
    'You can have {most} template enterprise at most, and have reached that. Enter the one you have.',
  'package.only_template': 'Configuration packages are managed in the template enterprise. Enter it first.',
  'package.part_unknown': 'There is no part “{part}” to pack. Reload the page and choose again.',
  'package.part_invalid': '{field} of {part} in the package is not valid. Correct it and try again.',
  'package.part_outdated':
    '{part} in this package was packed by an older version. Save the package again, then push.',
  'package.target_ended': '“{name}” is not an active downstream any more. Deselect it and try again.',
  'package.no_follow_guide':
    'This enterprise has not connected a service account, so it has no follow guide. Try again when it has.',
  'package.nothing_failed': 'No enterprise failed in this push; there is nothing to try again.',
  'package.trouble': 'Our system failed; nothing was changed there. Try again later.',
  'package.part_empty': 'Add one thing to pack at least, or deselect this part.',
  'package.item_twice': '“{name}” is there twice. Keep one of them.',
  'package.role_right':
    'The role “{name}” has a right that no enterprise can have. Take it away and try again.',
  'package.role_unheld':
    'The role “{name}” has members there, who would get a right that nobody in that enterprise holds. Let its admin obtain it first, or take it away, then push.',
  'package.role_last':
    'Members of the role “{name}” there are the only ones with one of its rights; nobody would have it then. Keep the right, or let others there have it first.',
  'package.field_type':
    'That enterprise has a field “{name}” of another type. Use another name, or change the type there, then try again.',
  'package.field_department':
    'That enterprise has a field “{name}” of a department. Use another name, then push.',
  'package.field_options':
    'Options taken away from “{name}” were chosen there in {count} places; a push deletes no data. Keep them, or change it there first.',
};
