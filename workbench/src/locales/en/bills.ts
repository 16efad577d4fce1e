import type { Matching } from '../matching.ts';
import type { bills as zh } from '../zh-CN/bills.ts';

export const bills: Matching<typeof zh> = {
  'bills.again': 'Check again',
  'bills.checked': 'Checked',
  'bills.checked_again': 'Checked again',
  'bills.close': 'Close difference',
  'bills.close_hint': 'It is not shown as open any more; what was done goes into the operation records.',
  'bills.closed_by': 'Closed by',
  'bills.day': 'Day of the bill',
  'bills.difference.closed': 'Closed',
  'bills.difference.open': 'Open',
  'bills.difference.settled': 'Agrees now',
  'bills.empty': 'No bill has been checked yet',
  'bills.empty_hint': 'Once a merchant is set up, each day’s bill is checked after 10:00 of the next.',
  'bills.ended': 'Ended',
  'bills.kind.payment_amount': 'A payment has another amount',
  'bills.kind.payment_only_here': 'Paid here, and not in the bill',
  'bills.kind.payment_only_there': 'Paid in the bill, and not here',
  'bills.kind.payment_revoked': 'A payment was revoked',
  'bills.kind.payment_transaction': 'A payment has another transaction number',
  'bills.kind.payment_twice': 'A payment comes more than once',
  'bills.kind.refund_amount': 'A refund has another amount',
  'bills.kind.refund_only_here': 'Refunded here, and not in the bill',
  'bills.kind.refund_only_there': 'Refunded in the bill, and not here',
  'bills.kind.refund_twice': 'A refund comes more than once',
  'bills.lead':
    'After 10:00 each day, WeChat Pay’s bill of the day before is held against payments and refunds of quota orders. A bill is only compared; it never changes quota by itself.',
  'bills.lines': 'Lines',
  'bills.merchant': 'Merchant number',
  'bills.missing': 'No bill of this day was checked',
  'bills.more': '{count} more differences are shown when those above have ended.',
  'bills.next': 'Next check',
  'bills.none': 'None',
  'bills.not_yet_hint': 'WeChat Pay has not made this day’s bill yet; it is fetched again later.',
  'bills.one': 'Result',
  'bills.open': 'Open differences',
  'bills.ours': 'Amount here',
  'bills.paid': 'Payments',
  'bills.pay_number': 'Payment number',
  'bills.reason': 'What was done',
  'bills.refunded': 'Refunds',
  'bills.state': 'State',
  'bills.state.different': 'Differs',
  'bills.state.failed': 'Not compared',
  'bills.state.matched': 'Agrees',
  'bills.state.not_yet': 'No bill yet',
  'bills.state.settled': 'Dealt with',
  'bills.state.waiting': 'Not checked yet',
  'bills.theirs': 'Amount in the bill',
  'bills.title': 'Bill checks',
  'bills.todo.payment_amount':
    'The money is not what the order asked for. Look in the merchant platform, pay back what is too much, then close the difference.',
  'bills.todo.payment_only_here':
    'The bill does not have this payment. Look for its number in the merchant platform: if it is there, check again later; if not, tell your support, and do not change any quota.',
  'bills.todo.payment_only_there':
    'WeChat Pay was asked, and it still cannot be booked. Look for the number in the merchant platform: money of something else is closed with where it came from; money of a quota order goes back to the payer.',
  'bills.todo.payment_revoked':
    'This payment was revoked. Look in the merchant platform, then ask the buyer to pay again.',
  'bills.todo.payment_transaction':
    'The transaction number differs: it may have been paid twice. Look in the merchant platform, and pay back what is too much.',
  'bills.todo.payment_twice':
    'The bill has this payment more than once. Look in the merchant platform, and pay back what is too much.',
  'bills.todo.refund_amount':
    'Another amount went back than we have. Look in the merchant platform, then close the difference.',
  'bills.todo.refund_only_here':
    'The bill does not have this refund. Look for its number in the merchant platform; what did not go has to be refunded again.',
  'bills.todo.refund_only_there':
    'This refund was not made here, or its places were given back already. Look in the merchant platform, and speak with the buyer if need be.',
  'bills.todo.refund_twice':
    'The bill has this refund more than once. See in the merchant platform whether too much went back.',
  'bills.transaction': 'WeChat Pay transaction',
};
