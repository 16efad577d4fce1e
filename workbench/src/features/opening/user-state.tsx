import { useText } from '../../shared/i18n/text-context.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { accountWord, bindingWord } from '../accounts/account-words.ts';
import type { PartyUser } from './api.ts';

/** How a person's account stands; null: none was opened. */
export function UserState({ user }: { user: Pick<PartyUser, 'accountState' | 'bindingState'> | null }) {
  const t = useText();
  if (user === null) return <Status tone="off">{t('opening.state.none')}</Status>;
  const word =
    user.bindingState === 'none' || user.accountState === 'disabled'
      ? accountWord[user.accountState]
      : bindingWord[user.bindingState];
  return <Status tone={word.tone}>{t(word.key)}</Status>;
}
