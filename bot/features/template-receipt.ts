import { Composer } from '../core/composer.ts';

export interface Receipts<Tx> {
  receiptArrived(
    tx: Tx,
    input: {
      channelAccountId: string;
      enterpriseId: string;
      messageId: string;
      status: string;
      openid: string;
      at: Date;
    },
  ): Promise<void>;
}

/** The platform tells how a template message ended. */
export function createTemplateReceipt<Tx>(deps: { receipts: Receipts<Tx> }): Composer<Tx> {
  return new Composer<Tx>().once('event:template_receipt', ({ account, update, receivedAt, tx }) =>
    deps.receipts.receiptArrived(tx, {
      channelAccountId: account.id,
      enterpriseId: account.enterpriseId,
      messageId: update.sentMessageId,
      status: update.status,
      openid: update.from,
      at: receivedAt,
    }),
  );
}
