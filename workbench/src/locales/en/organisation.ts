import type { organisation as zh } from '../zh-CN/organisation.ts';
import type { Matching } from '../matching.ts';

export const organisation: Matching<typeof zh> = {
  'shell.group.organisation': 'Organisation',
  'departments.title': 'Departments',
  'departments.lead':
    'One tree for the enterprise. Staff stand in one department each; what they see goes by it.',
  'departments.people': '{count} people',
  'departments.place': 'Place',
  'departments.name': 'Name',
  'departments.introduction': 'Introduction',
  'departments.parent': 'Parent department',
  'departments.staff': 'Staff in it',
  'departments.below': 'Departments right below',
  'departments.required': 'Required',
  'departments.create': 'New department',
  'departments.edit': 'Edit department',
  'departments.remove': 'Delete department',
  'departments.remove_move': 'Move up and delete',
  'departments.remove_title': 'Delete “{name}”?',
  'departments.remove_empty': 'There are no staff and no departments in it. It cannot be brought back.',
  'departments.remove_filled':
    'There are still {staff} staff and {below} departments in it. They go to “{parent}”, and who sees them changes with it.',
  'departments.remove_done': 'Deleted',
  'departments.root_hint': 'This is the root department: it can be renamed, neither moved nor deleted.',
};
