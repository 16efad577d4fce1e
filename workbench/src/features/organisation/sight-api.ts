import {
  explainableKinds,
  explainableRecordsSchema,
  explanationSchema,
  type ExplainableKind,
  type ExplainableRecord,
  type Explanation,
} from '../../../../server/contract/explanations.ts';
import { getJson } from '../../shared/api/request.ts';

export { explainableKinds };
export type { ExplainableKind, ExplainableRecord, Explanation };

/** Records of a kind that I see. */
export const recordsOfQuery = (kind: ExplainableKind, search: string) => ({
  queryKey: ['sight', 'records', kind, search],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly ExplainableRecord[]> =>
    (
      await getJson(`/explainable-records/${kind}`, explainableRecordsSchema, {
        ...{ query: { search: search === '' ? undefined : search }, signal },
      })
    ).items,
});

/** Why somebody can or cannot see a record. */
export const explanationQuery = (staffId: string, kind: ExplainableKind, recordId: string) => ({
  queryKey: ['sight', staffId, kind, recordId],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Explanation> =>
    getJson(`/staff-members/${staffId}/sight/${kind}/${recordId}`, explanationSchema, { signal }),
});
