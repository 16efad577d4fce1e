import type { accessErrors as zh } from '../../zh-CN/errors/access.ts';

export const accessErrors = {
  'staff.not_mapped': 'There is no such account. Ask your administrator to add you to the staff.',
  'staff.disabled': 'Your account is disabled. Ask your administrator.',
  'staff_link.invalid': 'The sign-in link has expired or was used. Ask the operator for a new one.',
  'oauth.state_mismatch': 'Sign-in was not completed: it was not started in this browser. Sign in again.',
  'oauth.code_invalid': "Sign-in was not completed: WeCom's code is no longer valid. Sign in again.",
  'oauth.not_member': 'You are not a member of this enterprise, so the workbench is closed to you.',
  'oauth.not_configured': 'No WeCom application is connected yet. Ask your administrator.',
  'department.root_exists': 'An enterprise has one root department. Choose a parent department.',
  'department.root_stays': 'The root department cannot be moved, and no other can become the root.',
  'department.root_kept': 'The root department cannot be deleted. It can be renamed.',
  'department.loop': '“{name}” cannot be moved below itself. Choose another parent department.',
  'department.too_deep': 'Departments go {most} levels deep at most. Choose a parent higher up.',
  'department.too_many':
    'An enterprise has {most} departments at most. Delete those that are not used first.',
  'department.name_taken': 'There is a “{name}” in that department already. Choose another name.',
  'department.not_empty':
    'The department still has {staff} staff and {departments} departments in it. They can be moved to “{parent}” when it is deleted.',
  'oauth.platform_unreachable': 'WeCom cannot be reached at the moment. Try again later.',
} as const satisfies Record<keyof typeof zh, string>;
