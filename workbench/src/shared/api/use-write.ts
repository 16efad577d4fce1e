import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { App } from 'antd';
import { useRef, useState } from 'react';

import { useErrorText } from '../i18n/use-error-text.ts';
import { ApiError, isSignedOut } from './errors.ts';
import { createWriteKeys } from './write-keys.ts';

export interface UseWriteOptions<Input, Output> {
  readonly onDone?: (output: Output, input: Input) => void;
  /** `toast` (default) tells the refusal in a toast; `inline` leaves it to the form that shows `error`. */
  readonly failure?: 'toast' | 'inline';
}

interface Acts<Input, Output> {
  mutate(input: Input): void;
  mutateAsync(input: Input): Promise<Output>;
}
/** Each of the states apart, so that `isPending` still says that there are `variables`. */
type WithActs<State, Input, Output> = State extends unknown
  ? Omit<State, keyof Acts<Input, Output>> & Acts<Input, Output>
  : never;
export type Write<Input, Output> = WithActs<UseMutationResult<Output, Error, Input>, Input, Output>;

/** A write with its idempotency key; see `createWriteKeys` for when a key is used again. */
export function useWrite<Input, Output>(
  work: (input: Input, idempotencyKey: string) => Promise<Output>,
  options: UseWriteOptions<Input, Output> = {},
): Write<Input, Output> {
  const [keys] = useState(() => createWriteKeys());
  const { message } = App.useApp();
  const errorText = useErrorText();
  const running = useRef<{ readonly act: string; readonly outcome: Promise<Output> } | null>(null);
  const mutation = useMutation<Output, Error, Input>({
    mutationFn: async (input) => {
      try {
        const output = await work(input, keys.keyFor(JSON.stringify(input ?? null)));
        keys.answered();
        return output;
      } catch (error) {
        if (error instanceof ApiError) keys.answered();
        throw error;
      }
    },
    onSuccess: (output, input) => options.onDone?.(output, input),
    onError: (error) => {
      if (options.failure !== 'inline' && !isSignedOut(error)) {
        void message.error({ content: errorText(error), duration: 6 });
      }
    },
  });
  /** The same act again, while it is under way, is the same act: a double click writes and tells once. */
  const once = (input: Input): Promise<Output> => {
    const act = JSON.stringify(input ?? null);
    if (running.current?.act === act) return running.current.outcome;
    const outcome = mutation.mutateAsync(input).finally(() => {
      running.current = null;
    });
    running.current = { act, outcome };
    return outcome;
  };
  return {
    ...mutation,
    mutateAsync: once,
    // What failed is told by onError and by `error`.
    mutate: (input) => void once(input).catch(() => undefined),
  };
}
