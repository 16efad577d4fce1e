import type { whyTexts as zhCN } from '../zh-CN/why.ts';

export const whyTexts: Record<keyof typeof zhCN, string> = {
  'person.disabled': 'The account of {name} is disabled: no sign-in, nothing to see.',
  'person.left': '{name} has left WeCom: no sign-in, nothing to see.',
  'right.held': '{name} has the right “{right}”, from: {sources}.',
  'right.missing': '{name} lacks the right “{right}”. Who can give it: {givers}.',
  'right.missing_nobody':
    '{name} lacks the right “{right}”. Nobody whom you can see may give it: ask an administrator above.',
  'source.own': 'given one by one',
  'source.entry': 'department default at entry',
  'source.role': 'role “{role}”',
  'self.record': 'This is the account of {name}.',
  'scope.same': 'It is in “{place}”, the department of {name}.',
  'scope.below': 'It is in “{place}”, below “{own}”, the department of {name}.',
  'scope.above':
    'It is in “{place}”, above “{own}”, the department of {name}: rights to a department’s data reach down, not up.',
  'scope.beside': 'It is in “{place}”, which is neither the department of {name}, “{own}”, nor below it.',
  'scope.headed': '{name} heads “{headed}” and sees the people of the departments below it.',
  'department.whole':
    'The departments page shows the whole tree, not a part by department. “{place}” is in it.',
  'user.whole':
    'The interconnect users page shows those of the whole enterprise, not a part by department or owner.',
  'crm.owner': '{name} is the owner, and sees what is his or her own.',
  'crm.other_owner': 'The owner is {owner}, not {name}.',
  'crm.pool': 'It is in the public pool, which everybody who may use customers sees.',
  'crm.binned': 'It is in the recycle bin, which only those see who may manage customers.',
  'chat.own': '{name} looks after this person, and sees the chats of those whom he or she looks after.',
  'chat.own_elsewhere':
    'The page “Chat history” lists what colleagues look after alone; one’s own stand under “Chats”, which needs the right “Chats”.',
  'chat.nobody':
    'Nobody looks after this person: the chat is seen by those alone who see the chats of the whole enterprise.',
  'chat.same': '{carer} looks after this person, and stands in “{own}”, the department of {name}.',
  'chat.below': '{carer} looks after this person, and stands below “{own}”, the department of {name}.',
  'chat.above':
    '{carer} looks after this person, and stands above “{own}”, the department of {name}: rights to a department’s data reach down, not up.',
  'chat.beside':
    '{carer} looks after this person, and stands neither in “{own}”, the department of {name}, nor below it.',
  'chat.headed': '{name} heads “{headed}”; {carer} stands below it, and is a subordinate.',
  'chat.out_of_sight': 'The chat is not in the sight of {name}, so neither is what was said in it.',
  'chat.kept': '“{account}” keeps chats: messages stay for {days} days.',
  'chat.not_kept':
    '“{account}” does not keep chats: nothing new is kept, and what was kept before goes after {days} days.',
  separator: ', ',
};
