import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { verbWord } from './account-words.ts';
import { actOnUser, usersKey, type InterconnectUserRow, type UserVerb } from './api.ts';

/** What can be done with an account in its present state; each asks first. */
export function possibleVerbs(user: InterconnectUserRow): readonly UserVerb[] {
  if (user.accountState === 'binned') return [];
  const verbs: UserVerb[] = [];
  if (user.accountState === 'disabled') verbs.push('enable');
  else verbs.push('disable');
  if (user.bindingState !== 'none') verbs.push('unbind');
  return verbs;
}

export function UserActions(props: {
  user: InterconnectUserRow;
  size?: 'small' | 'middle';
  onDone?: (user: InterconnectUserRow) => void;
}) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { user, onDone } = props;
  const act = useWrite((verb: UserVerb, key) => actOnUser(user.id, verb, key), {
    onDone: (after, verb) => {
      void message.success(t(verbWord[verb].done, { name: after.name }));
      void queries.invalidateQueries({ queryKey: usersKey });
      onDone?.(after);
    },
  });
  return (
    <>
      {possibleVerbs(user).map((verb) => {
        const words = verbWord[verb];
        const values = { name: user.name, company: user.downstreamName };
        return (
          <Button
            key={verb}
            size={props.size ?? 'middle'}
            danger={verb !== 'enable' && props.size !== 'small'}
            type={props.size === 'small' ? 'text' : 'default'}
            onClick={() =>
              ask({
                title: t(words.title, values),
                consequence: t(words.consequence, values),
                verb: t(words.verb),
                danger: verb !== 'enable',
                work: () => act.mutateAsync(verb),
              })
            }
          >
            {t(words.verb)}
          </Button>
        );
      })}
    </>
  );
}
