import type { replies as zhCN } from '../zh-CN/replies.ts';
import type { Matching } from '../matching.ts';

export const replies: Matching<typeof zhCN> = {
  'replies.title': 'Auto reply',
  'replies.lead':
    'The service account answers sentences that match. Works from the next message on once saved.',
  'replies.add': 'Add rule',
  'replies.edit': 'Edit',
  'replies.edit_title': 'Edit rule',
  'replies.saved': 'Saved; works from the next message on',
  'replies.search': 'Search words or replies',
  'replies.empty': 'No auto reply rules yet',
  'replies.empty_hint':
    'For example: who mentions a price gets a sentence first, then where the price list is.',
  'replies.kind': 'Kind of rule',
  'replies.kind.private': 'Private rule',
  'replies.kind.public': 'Public rule',
  'replies.kind_hint.private':
    'Answers only interconnect users whom you look after, and only you see it; goes before public rules.',
  'replies.kind_hint.public': 'Answers every follower; colleagues with the permission see and change it.',
  'replies.words': 'Words to match',
  'replies.words_missing': 'Fill in the words to match',
  'replies.words_example.sentence': 'For example: when do you open',
  'replies.words_example.contains_any': 'For example: price|quote|how much',
  'replies.words_example.equals_any': 'For example: price list|when do you open',
  'replies.pattern': 'Match pattern',
  'replies.pattern.sentence': 'The whole sentence',
  'replies.pattern.contains_any': 'Contains any word',
  'replies.pattern.equals_any': 'Equals any word',
  'replies.pattern_hint.sentence':
    'The sentence is exactly the words. Capitals, full or half width and extra spaces do not matter.',
  'replies.pattern_hint.contains_any':
    'Any of the words stands in the sentence. Split words by a bar |; capitals and full or half width do not matter.',
  'replies.pattern_hint.equals_any':
    'The sentence is exactly one of the words. Split words by a bar |; capitals and full or half width do not matter.',
  'replies.contents': 'Replies',
  'replies.contents_hint':
    'All are sent in this order: the first as the passive reply, the others as customer-service messages. At most {most}.',
  'replies.reply': 'Reply {number}',
  'replies.add_reply': 'Add a reply',
  'replies.remove_reply': 'Delete reply {number}',
  'replies.reply_missing': 'Fill in the reply, or delete it',
  'replies.too_long':
    'Now {bytes} bytes; a WeChat message takes at most {most}. Shorten it, or make two of it.',
  'replies.more': '{count} in all',
  'replies.accounts': 'Service accounts',
  'replies.all_accounts': 'All service accounts',
  'replies.account_gone': 'A removed service account',
  'replies.enabled': 'On',
  'replies.remove': 'Delete',
  'replies.remove_title': 'Delete the rule “{words}”?',
  'replies.remove_consequence':
    'It answers nobody any more and cannot be restored. To pause it, switch it off under Edit.',
  'replies.removed': 'Deleted',
  'replies.try': 'Try it: what would this sentence be answered with?',
  'replies.try_placeholder': 'Type a sentence; nothing is sent',
  'replies.try_verb': 'Try it',
  'replies.try_none': 'No rule matches: no auto reply.',
  'replies.try_reserved': 'A command for binding an account, which is answered before any rule.',
  'replies.try_everybody': 'To everybody',
  'replies.try_own': 'To interconnect users whom you look after',
  'replies.try_others': 'To everybody else',
  'replies.try_rule': 'Rule “{words}”',
};
