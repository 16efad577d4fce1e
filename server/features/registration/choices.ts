import { z } from 'zod';

import { AppError } from '../../kernel/errors/app-error.ts';
import type { Keyring } from '../../kernel/secrets.ts';

const choiceSchema = z.strictObject({
  enterpriseId: z.string(),
  proofId: z.string(),
  kind: z.enum(['customer', 'company']),
  /** Of a customer. */
  id: z.string(),
  name: z.string(),
  creditCode: z.string(),
});
export type Choice = z.infer<typeof choiceSchema>;

/**
 * A name that was shown, sealed for the one who saw it: nobody sends back what he was not shown (rows
 * 91, 95), nothing is stored for it, and it ends with the proof of his phone.
 */
export function createChoices(keyring: Pick<Keyring, 'seal' | 'open'>) {
  return {
    seal: (choice: Choice): string => keyring.seal(JSON.stringify(choice)),

    /** @throws registration.choice_invalid */
    read(text: string | undefined, of: Pick<Choice, 'enterpriseId' | 'proofId' | 'kind'>): Choice {
      try {
        const choice = choiceSchema.parse(JSON.parse(keyring.open(text ?? '')));
        if (
          choice.enterpriseId === of.enterpriseId &&
          choice.proofId === of.proofId &&
          choice.kind === of.kind
        )
          return choice;
      } catch {
        // Made up, or sealed with a key that is gone: told as any other.
      }
      throw new AppError('registration.choice_invalid', { status: 422 });
    },
  };
}
export type Choices = ReturnType<typeof createChoices>;
