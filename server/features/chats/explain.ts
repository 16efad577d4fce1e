import { limits } from '../../../config/limits.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import {
  headedAbove,
  nearerRight,
  placeOf,
  standing,
  type Explainer,
  type Viewer,
  type WhyStep,
} from '../access/index.ts';
import { maskedOpenid } from './chat-words.ts';
import { Chat } from './chat.entity.ts';
import { chatData, menus, view, type Asking, type Chats } from './chats.ts';
import type { ChatAccounts, ChatCarers, ChatStaff } from './ports.ts';

/**
 * Why staff see a chat, and may read what was said in it, by the rule that the lists follow (rows 256
 * and 280). Who looks after the person is named, for the list names him too; where he stands is told
 * by how that is to the viewer's own department, for the asker may not see him among staff.
 */
export function createChatExplainer(deps: {
  chats: Chats;
  accounts: ChatAccounts;
  staff: ChatStaff;
  carers: ChatCarers;
}): Explainer {
  const { chats, accounts, staff, carers } = deps;
  const asking = ({ id, enterpriseId, permissions }: Viewer): Asking => ({
    ...{ personId: id, enterpriseId, permissions },
  });
  /** Without the menu of chats the other one opens those of colleagues alone. */
  const colleaguesAlone = ({ permissions }: Viewer) => !permissions.has('chats.read');

  /** What speaks for and against a viewer where a colleague looks after the person. */
  async function carerSteps(
    em: EntityManager,
    viewer: Viewer,
    carer: { readonly id: string; readonly name: string; readonly departmentId: string },
    inSight: boolean,
  ): Promise<WhyStep[]> {
    const { enterpriseId, permissions } = viewer;
    const own = await placeOf(em, enterpriseId, viewer.departmentId);
    const stands = await standing(em, enterpriseId, viewer.departmentId, carer.departmentId);
    const headed = await headedAbove(em, viewer, carer.departmentId);
    const steps: WhyStep[] = [
      { why: `chat.${stands}`, tone: 'fact', values: { carer: carer.name, own } },
      ...(headed === null
        ? []
        : [{ why: 'chat.headed', tone: 'fact', values: { headed, carer: carer.name } } as const]),
    ];
    const open = [
      nearerRight(chatData, stands),
      headed === null ? null : chatData.subordinates,
      chatData.all,
    ].flatMap((right) => right ?? []);
    const held = open.filter((right) => permissions.has(right));
    if (held.length > 0 || inSight) return [...steps, ...held.map((right) => ({ right, held: true }))];
    // What is missing is told by the narrowest right that would do.
    return [...steps, ...open.slice(0, 1).map((right) => ({ right, held: false }))];
  }

  return {
    async find(em, viewer, search) {
      if (!menus.some((name) => viewer.permissions.has(name))) return [];
      const wanted = { ...(search === undefined ? {} : { search }), limit: 20 };
      const options = { colleagues: colleaguesAlone(viewer), locale: 'zh-CN' } as const;
      const { items } = await chats.list(em, asking(viewer), wanted, options);
      return items.map(({ id, people, openidMasked, channelAccountName }) => ({
        ...{ id, name: nameOf(people, openidMasked), note: channelAccountName },
      }));
    },

    async explain(em, viewer, recordId) {
      const { enterpriseId, permissions } = viewer;
      const chat = await em.findOne(Chat, { id: recordId, enterpriseId }, { disableIdentityMap: true });
      if (chat === null) return null;
      const people = await carers.of(em, enterpriseId, [chat]);
      const ids = [...new Set(people.flatMap(({ staffId }) => staffId ?? []))];
      const [cards, places] = [await staff.byIds(em, ids), await staff.departmentsOf(em, ids)];

      const opened = menus.filter((name) => permissions.has(name));
      const inSight = await chats.sees(em, asking(viewer), recordId, { colleagues: false });
      const listed = await chats.sees(em, asking(viewer), recordId, { colleagues: colleaguesAlone(viewer) });
      const steps: WhyStep[] =
        opened.length === 0
          ? [{ right: menus[0], held: false }]
          : opened.map((right) => ({ right, held: true }));
      if (ids.length === 0) {
        steps.push({ why: 'chat.nobody', tone: 'fact' });
        steps.push({ right: chatData.all, held: permissions.has(chatData.all) });
      }
      if (ids.includes(viewer.id)) steps.push({ why: 'chat.own', tone: 'yes' });
      if (inSight && !listed && opened.length > 0)
        steps.push({ why: 'chat.own_elsewhere', tone: 'fact' }, { right: menus[0], held: false });
      const told = new Set<string>();
      for (const id of ids.filter((one) => one !== viewer.id)) {
        const [name, departmentId] = [cards.get(id)?.name ?? '', places.get(id) ?? enterpriseId];
        for (const step of await carerSteps(em, viewer, { id, name, departmentId }, inSight)) {
          // Of two who look after the person by one right, it is told once.
          const key = JSON.stringify(step);
          if (!told.has(key)) steps.push(step);
          told.add(key);
        }
      }

      const reads: WhyStep[] = [{ right: view, held: permissions.has(view) }];
      const mayOpen = opened.length > 0 && inSight;
      if (!mayOpen) reads.push({ why: 'chat.out_of_sight', tone: 'no' });
      const account = (await accounts.all(em, enterpriseId)).find(({ id }) => id === chat.channelAccountId);
      const keeps = await accounts.keepsChats(em, chat.channelAccountId);
      reads.push({
        ...{ why: keeps ? 'chat.kept' : 'chat.not_kept', tone: 'fact' },
        values: { account: account?.name ?? '', days: String(limits.chatKeepMs / 86_400_000) },
      });
      return {
        name: nameOf(people, maskedOpenid(chat.openid)),
        ...{ visible: opened.length > 0 && listed, steps },
        reads: { allowed: mayOpen && permissions.has(view), steps: reads },
      };
    },
  };
}

/** The person's name, each once where he has several accounts; who is not known goes by his openid. */
function nameOf(people: readonly { readonly name: string }[], openid: string): string {
  const names = [...new Set(people.map(({ name }) => name))];
  return names.length === 0 ? openid : names.join('、');
}
