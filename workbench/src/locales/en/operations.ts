import type { operations as zh } from '../zh-CN/operations.ts';
import type { Matching } from '../matching.ts';

export const operations: Matching<typeof zh> = {
  'callbacks.column.account': 'Account',
  'callbacks.column.kind': 'Kind',
  'callbacks.column.received': 'Received',
  'callbacks.column.replied': 'Passive reply',
  'callbacks.column.sender': 'Sender',
  'callbacks.column.state': 'State',
  'callbacks.empty': 'No callbacks yet',
  'callbacks.empty_hint':
    'Once the callback address is entered in the platform’s console, follow the service account or send it a message.',
  'callbacks.lead':
    'Messages and events that the platforms pushed, newest first. Phones and texts are masked.',
  'callbacks.no_reply': 'There was no passive reply.',
  'callbacks.not_replied': 'None',
  'callbacks.one': 'Received callback',
  'callbacks.payload': 'Content (masked)',
  'callbacks.replied': 'Replied',
  'callbacks.reply': 'The reply that was given',
  'callbacks.state.done': 'Worked',
  'callbacks.state.failed': 'Failed',
  'callbacks.state.stored': 'Stored only',
  'callbacks.state.waiting': 'Waiting',
  'callbacks.title': 'Received callbacks',
  'failed.column.attempts': 'Attempts',
  'failed.column.created': 'Created',
  'failed.column.error': 'Last error',
  'failed.column.failed': 'Failed at',
  'failed.column.kind': 'Work',
  'failed.empty': 'No failed work',
  'failed.empty_hint':
    'Work that did not succeed after several tries appears here and waits to be run again.',
  'failed.lead':
    'Work that did not succeed after several tries. Remove the cause first, then run it again; running twice does no harm.',
  'failed.retried': 'Queued again',
  'failed.retried_all': '{count} queued again',
  'failed.retried_some': '{count} queued again, {left} did not succeed',
  'failed.retry': 'Run again',
  'failed.retry_all': 'Run all again',
  'failed.retry_all_consequence': 'They are queued one after the other; the result is told at the end.',
  'failed.retry_all_title': 'Run the {count} pieces of work shown again?',
  'failed.retrying': 'Queueing {done} / {all}',
  'failed.source.callback': 'Received callback',
  'failed.source.job': 'Background work',
  'failed.title': 'Failed work',
};
