import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { quotaKey } from '../quota/api.ts';
import {
  actOnConnection,
  connectionsKey,
  usesKey,
  type ConnectionDetail,
  type ConnectionVerb,
} from './api.ts';
import { useEnd } from './use-end.ts';

const words: Record<ConnectionVerb, { verb: TextKey; title: TextKey; done: TextKey }> = {
  terminate: {
    verb: 'connections.terminate',
    title: 'connections.terminate_title',
    done: 'connections.terminate_done',
  },
  approve: {
    verb: 'connections.approve',
    title: 'connections.approve_title',
    done: 'connections.approve_done',
  },
  refuse: { verb: 'connections.refuse', title: 'connections.refuse_title', done: 'connections.refuse_done' },
};

function possibleVerbs({ phase }: ConnectionDetail): readonly ConnectionVerb[] {
  if (phase === 'pending') return ['refuse', 'approve'];
  return phase === 'active' ? ['terminate'] : [];
}

/** What can be done with a relation in its present state; each says beforehand what it means, with its date. */
export function ConnectionActions(props: { connection: ConnectionDetail }) {
  const t = useText();
  const ask = useConfirm();
  const end = useEnd();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { connection } = props;
  const act = useWrite((verb: ConnectionVerb, key) => actOnConnection(connection.id, verb, key), {
    onDone: (after, verb) => {
      void message.success(t(words[verb].done, { name: after.name }));
      for (const queryKey of [connectionsKey, quotaKey, usesKey])
        void queries.invalidateQueries({ queryKey });
    },
  });

  const consequence = (verb: ConnectionVerb): string => {
    if (verb === 'approve') return t('connections.approve_consequence');
    if (verb === 'refuse') return t('connections.refuse_consequence');
    if (connection.ownEdition) return t('connections.terminate_own');
    return connection.edition === null || connection.wouldEndAt === null
      ? t('connections.terminate_now')
      : t('connections.terminate_tail', { end: end(connection.wouldEndAt) });
  };

  return (
    <>
      {possibleVerbs(connection).map((verb) => (
        <Button
          key={verb}
          danger={verb !== 'approve'}
          type={verb === 'approve' ? 'primary' : 'default'}
          onClick={() =>
            ask({
              title: t(words[verb].title, { name: connection.name }),
              consequence: consequence(verb),
              verb: t(words[verb].verb),
              danger: verb !== 'approve',
              work: () => act.mutateAsync(verb),
            })
          }
        >
          {t(words[verb].verb)}
        </Button>
      ))}
    </>
  );
}
