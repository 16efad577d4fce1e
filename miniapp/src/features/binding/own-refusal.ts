import { ApiError } from '../../shared/api-error.ts';
import type { OwnPrompt } from '../../shared/contract.ts';

/** The upstream's own words in a refusal's details, where it has set some. */
export function ownRefusal(error: unknown): OwnPrompt | null {
  if (!(error instanceof ApiError) || error.kind !== 'refused') return null;
  const { promptText, promptContactName, promptContactPhone, promptAlone } = error.details;
  if (typeof promptText !== 'string' || promptText === '') return null;
  const name = typeof promptContactName === 'string' ? promptContactName : '';
  const phone =
    typeof promptContactPhone === 'string' && promptContactPhone !== '' ? promptContactPhone : null;
  return {
    text: promptText,
    contact: name === '' && phone === null ? null : { name, phone },
    alone: promptAlone === true,
  };
}
