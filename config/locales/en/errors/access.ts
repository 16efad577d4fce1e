import type { accessErrors as zh } from '../../zh-CN/errors/access.ts';

export const accessErrors = {
  'staff.not_mapped': 'There is no such account. Ask your administrator to add you to the staff.',
  'staff.disabled': 'Your account is disabled. Ask your administrator.',
  'sign_in.no_desktop':
    'You may not sign in on a computer yet. Ask your administrator for the right; in WeCom on your phone the workbench opens as always.',
  'staff_link.invalid': 'The sign-in link has expired or was used. Ask the operator for a new one.',
  'directory.no_application': 'No WeCom application is connected yet. Connect one under «Channels» first.',
  'directory.not_stopped': 'This run was not stopped: there is nothing to confirm. Reload the page.',
  'directory.other_number': 'The number is another one by now. Reload the page, look at it, then confirm.',
  'directory.newer': 'There was another run since. Look at the latest.',
  'directory.decided': 'This was decided already. Reload the page.',
  'directory.same_account':
    'One account cannot be two people. Give the older one another name first, then sync.',
  'staff_request.too_late': 'The sign-in is too long ago. Open the application from WeCom again.',
  'staff_request.mapped': 'You have an account by now. Sign in again.',
  'staff_request.turned_down':
    'An administrator has just turned your request down. Speak to him, or ask again tomorrow.',
  'staff_request.decided': 'This request was answered already. Reload the page.',
  'oauth.state_mismatch': 'Sign-in was not completed: it was not started in this browser. Sign in again.',
  'oauth.code_invalid': "Sign-in was not completed: WeCom's code is no longer valid. Sign in again.",
  'oauth.not_member': 'You are not a member of this enterprise, so the workbench is closed to you.',
  'oauth.not_configured': 'No WeCom application is connected yet. Ask your administrator.',
  'department.root_exists': 'An enterprise has one root department. Choose a parent department.',
  'department.root_stays': 'The root department cannot be moved, and no other can become the root.',
  'department.root_kept': 'The root department cannot be deleted. It can be renamed.',
  'department.loop': '“{name}” cannot be moved below itself. Choose another parent department.',
  'department.head_beyond':
    'Its head sees the people below “{name}”, some of whom you do not see: you cannot name one. Ask an administrator who holds more.',
  'department.head_unknown': 'A head is somebody whom you can see. Choose again.',
  'department.too_deep': 'Departments go {most} levels deep at most. Choose a parent higher up.',
  'department.too_many':
    'An enterprise has {most} departments at most. Delete those that are not used first.',
  'department.name_taken': 'There is a “{name}” in that department already. Choose another name.',
  'department.not_empty':
    'The department still has {staff} staff and {departments} departments in it. They can be moved to “{parent}” when it is deleted.',
  'staff.account_taken': 'The account “{account}” is in use. Choose another one.',
  'staff.department_out_of_sight':
    'You can choose only departments whose staff you see. Choose another one, or ask your administrator for a data right.',
  'staff.self': 'You cannot change your own account here. Use “My account”, or ask another administrator.',
  'staff.beyond_own':
    'This person holds rights that you lack, so you cannot change the account. Ask an administrator with more rights.',
  'staff.password_mismatch': 'The two passwords differ. Type them again.',
  'sign_in.refused':
    'The account or the password is wrong. If you forgot it, ask your administrator to reset it.',
  'sign_in.too_many': 'Too many tries. Try again in {minutes} minutes, or sign in by WeCom.',
  'password.too_short':
    'A password has at least {least} characters. Make it longer, for example of a few unrelated words.',
  'password.too_common':
    'This password is used by many, or is like the account, and easily guessed. Choose another one.',
  'authorisation.beyond_own':
    'You can give only rights that you own. Take out those that you lack and save again.',
  'authorisation.unknown': 'There is no right named “{permission}”. Reload the page and try again.',
  'authorisation.not_by_default':
    '“{permission}” cannot be among the defaults of a department. Take it out and save again.',
  'role.unknown': 'There is no such role; it may have been deleted. Reload the page and try again.',
  'role.beyond_own':
    'The role “{name}” holds rights that you do not have: you cannot edit, give or take it. Ask an administrator who holds more.',
  'role.members_out_of_reach':
    'Somebody in the role “{name}” is out of your sight or holds more rights than you, and would be affected. Ask an administrator who holds more.',
  'role.own_loss':
    'You are in the role “{name}” yourself and would lose rights by this. Ask another administrator.',
  'role.name_taken': 'There is a role “{name}” already. Choose another name.',
  'role.too_many': 'An enterprise has {most} roles at most. Delete one that is not used.',
  'role.too_many_members': 'A role has {most} people at most. Make another one.',
  'role.preset_kept': 'A preset role cannot be deleted; its name and rights can be edited.',
  'role.in_use':
    '{members, plural, one {One person is} other {# people are}} still in the role “{name}”. Confirm that they lose it, and it is deleted.',
  'own.no_password':
    'You sign in by WeCom and have no password. Ask your administrator for one if you need it.',
  'own.password_wrong': 'The old password is wrong. Type it again.',
  'own.avatar_kind': 'A picture is a PNG or a JPEG. Choose another one.',
  'own.avatar_too_large': 'The picture has more than {most} KB. Choose a smaller one.',
  'oauth.platform_unreachable': 'WeCom cannot be reached at the moment. Try again later.',
} as const satisfies Record<keyof typeof zh, string>;
