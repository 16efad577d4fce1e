import type { ordersErrors as zh } from '../../zh-CN/errors/orders.ts';

export const ordersErrors = {
  'order.kind_not_sold': '“{kind}” is not sold at the moment. Reload the prices and choose again.',
  'order.total_too_large': 'The order is over the limit. Split it into several.',
  'order.price_changed': 'The prices have changed, so nothing was ordered. Reload and look at the new ones.',
  'order.price_version_past': 'It cannot take effect before now.',
  'order.not_unpaid': 'The order does not wait for payment any more. Reload it.',
  'order.not_paid': 'The order is not paid, so there is nothing to refund.',
  'order.refund_bank': 'Orders paid by bank transfer are refunded by the operator by hand.',
  'order.refund_own_edition': 'An edition that you bought yourself is in use and cannot be refunded.',
  'order.refund_decided': 'This refund has an end already. Reload the page.',
  'order.refund_under_way': 'WeChat Pay is working on this refund. Wait for its answer.',
  'order.refund_stray': 'This money paid for no places: it can only go back to the payer.',
  'order.refund_unknown': 'There is no such refund.',
  'order.pay_unavailable': 'WeChat Pay is not available right now. Try again later, or use a bank transfer.',
  'order.platform_refused':
    'WeChat Pay did not accept this ({code}). Ask the operator, or use a bank transfer.',
  'order.bank_unavailable': 'The operator has not opened bank transfers. Use WeChat Pay.',
  'order.slip_kind': 'A slip is a PNG or JPEG picture, or a PDF.',
  'order.slip_too_large': 'The file is too large: up to 160 KB.',
  'order.slip_waiting': 'A slip waits to be confirmed already.',
  'order.slip_decided': 'This slip was decided already. Reload the list.',
  'own_order.not_here':
    'The mini program does not sell this. Open the page in a browser or the service account, or ask the upstream enterprise.',
  'own_order.other_edition': 'An edition of your own still runs: only the same one can be renewed now.',
  'own_order.no_end': 'Your own edition has no end: there is nothing to renew.',
  'own_order.no_payer':
    'WeChat does not know you as a payer here. Close this, open it again in WeChat and try once more.',
  'bill.other_merchant':
    'The bill of this day belongs to another merchant number; the present settings cannot fetch it.',
  'bill.difference_ended': 'This difference has an end already. Reload the page.',
  'order.operator_only': 'Only staff of the operator can do this.',
  'order.merchant_secrets': 'Enter the merchant’s private key and the APIv3 key.',
  'order.no_receipt': 'The order is not paid, so there is no receipt. Print it once the payment has arrived.',
  'invoice.tax_id':
    'This is no taxpayer number. Enter the 18 characters of the uniform social credit code with its check character, or an older number of 15, 17 or 20 that is still in use.',
  'invoice.titles_full': 'There can be {most} invoice titles. Remove one that is not used any more.',
  'invoice.title_incomplete':
    'A special invoice needs registered address, phone, bank and account. Complete the title first.',
  'invoice.order_unpaid': 'The order is not paid. Ask for the invoice once the payment has arrived.',
  'invoice.nothing_left': 'All of the order was refunded: there is nothing to invoice.',
  'invoice.already_requested':
    'An invoice of this order is requested already. Withdraw that request to ask with another title.',
  'invoice.already_issued': 'The invoice of this order is issued. Download it.',
  'invoice.reverse_first':
    'The invoice of this order is to be reversed. After that you can ask for one over what is left.',
  'invoice.decided': 'This request was dealt with already. Reload the page.',
  'invoice.refund_under_way': 'A refund of this order is under way. Issue the invoice once it has ended.',
  'invoice.amount_changed':
    'Money of the order went back: the amount is ¥{amount} now. Make the invoice out over that.',
  'invoice.number_form':
    'This is no invoice number. A digital invoice has 20 digits and no code; others have a code of 10 or 12 digits and a number of 8.',
  'invoice.number_taken': 'An invoice with this number is here already. Check the number.',
  'invoice.date': 'The date must be from {earliest} to {latest}. Check it.',
  'invoice.file_kind': 'The file must be a PDF or an OFD.',
  'invoice.file_too_large': 'The file is too large. Upload a PDF or OFD of 160 KB at most.',
} as const satisfies Record<keyof typeof zh, string>;
