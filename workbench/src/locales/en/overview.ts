import type { overview as zh } from '../zh-CN/overview.ts';
import type { Matching } from '../matching.ts';

export const overview: Matching<typeof zh> = {
  'overview.bill_differences': 'WeChat Pay’s bills and the books differ in {count} things.',
  'overview.failed_deliveries': 'Latest failed deliveries',
  'overview.failed_work': 'Failed work waiting for a decision: {count}.',
  'overview.lead': '{enterprise} · {name}',
  'overview.no_failed': 'No delivery has failed.',
  'overview.no_requests': 'No request is waiting.',
  'overview.open_requests': 'Open binding requests',
  'overview.see': 'See',
  'overview.see_all': 'See all',
  'overview.set_up': 'Set-up progress',
  'overview.set_up_count': '{done} of {all} done',
  'overview.state.attention': 'Check failed',
  'overview.state.done': 'Done',
  'overview.state.todo': 'To do',
  'overview.step.guide': 'Turn on the follow guide',
  'overview.step.mini_program': 'Connect a mini program',
  'overview.step.service_account': 'Connect a service account',
  'overview.step.template': 'Turn on template messages',
  'overview.step.wecom': 'Connect WeCom',
  'overview.title': 'Overview',
};
