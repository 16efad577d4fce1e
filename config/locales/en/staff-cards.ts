import type { staffCardTexts as zh } from '../zh-CN/staff-cards.ts';

export const staffCardTexts = {
  'bound.title': '{name} ({company}) has bound WeChat',
  'bound.description': 'Notices can reach them now',
  'waiting.title': '{name} ({company}) is bound and waits for a place',
  'waiting.description': 'All WeChat-user places are used. Access opens by itself once there is one.',
  'help.title': '{name} asks for help with binding',
  'help.description': 'Their WeChat phone is not the one on file',
  'requested.title': '{name} asks for a connection',
  'requested.description': 'Invitation code {hint}. Review it in the workbench',
  'own_bought.title': '{name} bought its own channel edition',
  'own_bought.description': '{kind}; it uses none of your places',
  'own_ended.title': 'The edition that {name} bought itself has ended',
  'own_ended.description': 'No {kind} quota is left to go on with. Add quota',
  'no_place.title': '{name} could not be connected',
  'no_place.description': 'No {kind} quota is left. Add quota, then ask them to try again',
  'connected.title': '{name} is connected',
  'connected.description': 'By invitation code {hint}',
  'lot_end.title': '{kind}: {places} of quota end soon',
  'lot_end.description':
    '{days, plural, =0 {They end today} one {They end in # day} other {They end in # days}}; {used} of them are in use. Renew before then and nothing stops.',
  'order_paid.title': 'A quota order was paid',
  'order_paid.description': '{summary}: the quota is there',
  'alarm.mismatch.title': 'A payment is not as its order asked',
  'alarm.mismatch.description':
    'The money for order {order} differs from it and was not booked. Compare it in the merchant platform',
  'alarm.second_transaction.title': 'A number was paid twice',
  'alarm.second_transaction.description':
    'Order {order} has a second WeChat Pay transaction, which was not booked. Compare it in the merchant platform',
  'alarm.stray_paid.title': 'Money came that no order wants',
  'alarm.stray_paid.description':
    'Order {order} was paid twice or too late. The quota stays, and the money goes back',
  'alarm.refund_failed.title': 'A refund did not go',
  'alarm.refund_failed.description':
    'The refund of order {order} was closed, and the buyer has the places again',
  'alarm.refund_attention.title': 'A refund waits for a person',
  'alarm.refund_attention.description':
    'WeChat Pay could not give the refund of order {order} back. Look, then say what became of it',
  'alarm.refund_late.title': 'A refund went after its places had come back',
  'alarm.refund_late.description':
    'The refund of order {order} succeeded although the buyer has the places again. Compare it',
  'alarm.bill_different.title': 'WeChat Pay’s bill differs from the books',
  'alarm.bill_different.description': '{count} differences were found. See what to do about them',
  'method.native': 'Scan to pay',
  'method.jsapi': 'WeChat Pay',
  'method.bank': 'Bank transfer',
  'label.order': 'Order number',
  'label.amount': 'Amount',
  'label.method': 'Paid by',
  'label.day': 'Day of the bill',
  'label.until': 'Valid until',
  'label.name': 'Name',
  'label.company': 'Company',
  'label.phone': 'Phone',
  'label.time': 'Time',
} as const satisfies Record<keyof typeof zh, string>;
