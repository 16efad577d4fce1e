import { useRef, useState } from 'react';

import { isConflict } from '../api/errors.ts';
import { useWrite } from '../api/use-write.ts';

export interface VersionedSave<Resource, Body> {
  /** Resolves with the saved resource, or null when it was refused (`error`) or met a conflict. */
  readonly submit: (body: Body) => Promise<Resource | null>;
  readonly pending: boolean;
  /** The refusal, when it is not a conflict. */
  readonly error: Error | null;
  /** What stands on the server now, after somebody else saved first. */
  readonly conflict: Resource | null;
  readonly overwrite: () => Promise<Resource | null>;
  readonly takeTheirs: () => void;
}

/**
 * Saving with If-Match. When somebody else was faster the typed values stay where they are, the
 * newest version is read, and the person decides: keep mine, or take theirs.
 */
export function useVersionedSave<Resource extends { readonly version: number }, Body>(options: {
  readonly version: number;
  readonly save: (body: Body, version: number, idempotencyKey: string) => Promise<Resource>;
  readonly reload: () => Promise<Resource>;
  readonly onSaved: (resource: Resource) => void;
  readonly onTakeTheirs: (resource: Resource) => void;
}): VersionedSave<Resource, Body> {
  const [conflict, setConflict] = useState<{ latest: Resource; body: Body } | null>(null);
  const write = useWrite(
    (input: { body: Body; version: number }, key) => options.save(input.body, input.version, key),
    { failure: 'inline' },
  );
  const { mutateAsync, reset } = write;
  const { reload, onSaved, onTakeTheirs, version } = options;

  /** A second click on «save» belongs to the save under way, and tells nothing of its own. */
  const running = useRef<Promise<Resource | null> | null>(null);

  async function save(body: Body, against: number): Promise<Resource | null> {
    try {
      const saved = await mutateAsync({ body, version: against });
      setConflict(null);
      onSaved(saved);
      return saved;
    } catch (error) {
      if (isConflict(error)) setConflict({ latest: await reload(), body });
      return null;
    }
  }

  function attempt(body: Body, against: number): Promise<Resource | null> {
    running.current ??= save(body, against).finally(() => {
      running.current = null;
    });
    return running.current;
  }

  return {
    submit: (body) => attempt(body, version),
    pending: write.isPending,
    error: isConflict(write.error) ? null : write.error,
    conflict: conflict?.latest ?? null,
    overwrite: async () => (conflict === null ? null : attempt(conflict.body, conflict.latest.version)),
    takeTheirs: () => {
      if (conflict === null) return;
      onTakeTheirs(conflict.latest);
      setConflict(null);
      reset();
    },
  };
}
