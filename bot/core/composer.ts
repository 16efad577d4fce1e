import type { FollowerState, Reply } from './reply.ts';
import type { AccountRef, TextUpdate, Update, UpdateName, UpdateOf } from './update.ts';

/**
 * A conversation has two halves. The **answer** is made at once, from memory and the follower's
 * state, and leaves as the passive reply: no I/O, no effects. The **work** comes after the answer
 * is out, once per update, in a transaction: it changes things and causes messages.
 */
export interface AnswerContext<U extends Update> {
  readonly account: AccountRef;
  readonly update: U;
  readonly follower: FollowerState;
  /** The stored callback's id: the same for every retry, so tickets are made from it. */
  readonly inboxId: string;
}

export interface WorkContext<U extends Update, Tx> {
  readonly account: AccountRef;
  readonly update: U;
  /** The stored callback's id: the cause of what follows. */
  readonly inboxId: string;
  readonly receivedAt: Date;
  /** Whether it was answered with a passive reply. */
  readonly replied: boolean;
  /** The text of that reply; null: there was none, or it was no text. */
  readonly said: string | null;
  /** Its work was done before, and a person wants it done again (see `once`). */
  readonly again: boolean;
  /** The transaction that ends the work: opaque to the bot, handed on to what needs it. */
  readonly tx: Tx;
}

type AnswerStep = (context: AnswerContext<Update>) => Reply | undefined;
interface WorkStep<Tx> {
  readonly takes: (update: Update, account: AccountRef) => boolean;
  /** Whether its work is worth being kept for the workers; asked at the door alone, and from memory. */
  readonly keeps: (update: Update, account: AccountRef) => boolean;
  readonly run: (context: WorkContext<Update, Tx>) => Promise<void>;
}

/** A handler threw: carries the update's name and key, never its content. */
export class BotError extends Error {
  constructor(
    readonly updateName: UpdateName,
    readonly inboxId: string,
    cause: unknown,
  ) {
    super(`A handler of ${updateName} failed`, { cause });
    this.name = 'BotError';
  }
}

/**
 * Collects the handlers of conversations. Answers: the first that gives one wins. Work: all that
 * match run, in the order in which they were added.
 * @example
 * bot.answer('event:subscribe', ({ account, follower }) => guides.replyFor(account, follower))
 * bot.on('event:unsubscribe', ({ update, tx }) => followers.left(tx, update.from))
 * bot.text('绑定', () => ({ type: 'text', text: '…' }))
 */
export class Composer<Tx> {
  readonly #answers: AnswerStep[] = [];
  readonly #work: WorkStep<Tx>[] = [];

  answer<N extends UpdateName>(
    name: N,
    make: (context: AnswerContext<UpdateOf<N>>) => Reply | undefined,
  ): this {
    this.#answers.push((context) => (isAnswering(context, name) ? make(context) : undefined));
    return this;
  }

  /**
   * Work that may be done again at any time: it sets what is so, and its messages carry keys of their own.
   * @param worth whether there is anything to do about this one, as memory knows it: else no work is
   * kept. The work looks for itself: another process's memory may be older.
   */
  on<N extends UpdateName>(
    name: N,
    work: (context: WorkContext<UpdateOf<N>, Tx>) => Promise<void>,
    worth: (update: UpdateOf<N>, account: AccountRef) => boolean = () => true,
  ): this {
    this.#work.push({
      takes: (update) => isNamed(update, name),
      keeps: (update, account) => isNamed(update, name) && worth(update, account),
      run: (context) =>
        isNamed(context.update, name) ? work({ ...context, update: context.update }) : Promise.resolve(),
    });
    return this;
  }

  /**
   * Work that counts something, or ends what may have begun anew since: left out where it was done
   * before and the callback is worked again by a person's wish.
   */
  once<N extends UpdateName>(name: N, work: (context: WorkContext<UpdateOf<N>, Tx>) => Promise<void>): this {
    return this.on(name, (context) => (context.again ? Promise.resolve() : work(context)));
  }

  /** Answers a text that is exactly one of these words, spaces around it aside. */
  text(
    words: string | readonly string[],
    make: (context: AnswerContext<TextUpdate>) => Reply | undefined,
  ): this {
    const wanted = new Set(typeof words === 'string' ? [words] : words);
    return this.answer('text', (context) =>
      wanted.has(context.update.text.trim()) ? make(context) : undefined,
    );
  }

  /** Adds another composer whose handlers see only what `matches`. */
  filter(matches: (update: Update, account: AccountRef) => boolean, inner: Composer<Tx>): this {
    this.#answers.push((context) =>
      matches(context.update, context.account) ? inner.makeAnswer(context) : undefined,
    );
    this.#work.push({
      takes: matches,
      keeps: (update, account) => matches(update, account) && inner.hasWork(update, account),
      run: (context) => inner.runWork(context),
    });
    return this;
  }

  use(inner: Composer<Tx>): this {
    return this.filter(() => true, inner);
  }

  /** @throws BotError */
  makeAnswer(context: AnswerContext<Update>): Reply | undefined {
    try {
      for (const step of this.#answers) {
        const reply = step(context);
        if (reply !== undefined) return reply;
      }
      return undefined;
    } catch (error) {
      throw error instanceof BotError ? error : new BotError(context.update.name, context.inboxId, error);
    }
  }

  /** Whether any work would be done about it: else nothing needs to be kept for the workers. */
  hasWork(update: Update, account: AccountRef): boolean {
    return this.#work.some((step) => step.keeps(update, account));
  }

  /** @throws BotError */
  async runWork(context: WorkContext<Update, Tx>): Promise<void> {
    try {
      for (const step of this.#work) {
        if (step.takes(context.update, context.account)) await step.run(context);
      }
    } catch (error) {
      throw error instanceof BotError ? error : new BotError(context.update.name, context.inboxId, error);
    }
  }
}

function isAnswering<N extends UpdateName>(
  context: AnswerContext<Update>,
  name: N,
): context is AnswerContext<Update> & AnswerContext<UpdateOf<N>> {
  return context.update.name === name;
}

function isNamed<N extends UpdateName>(update: Update, name: N): update is UpdateOf<N> {
  return update.name === name;
}
