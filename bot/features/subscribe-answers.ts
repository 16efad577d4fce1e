import { Composer } from '../core/composer.ts';

export interface SubscribeAnswers<Tx> {
  subscribeAnswered(
    tx: Tx,
    input: {
      enterpriseId: string;
      channelAccountId: string;
      openid: string;
      answers: Readonly<Record<string, string>>;
      now: Date;
    },
  ): Promise<void>;
}

/** The platform tells what a person agreed to: one acceptance is one subscribe message (row 340). */
export function createSubscribeAnswers<Tx>(deps: { subscriptions: SubscribeAnswers<Tx> }): Composer<Tx> {
  return new Composer<Tx>().once('event:subscribe_answers', ({ account, update, receivedAt, tx }) =>
    deps.subscriptions.subscribeAnswered(tx, {
      enterpriseId: account.enterpriseId,
      channelAccountId: account.id,
      openid: update.from,
      answers: update.answers,
      now: receivedAt,
    }),
  );
}
