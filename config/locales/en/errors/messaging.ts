import type { messagingErrors as zh } from '../../zh-CN/errors/messaging.ts';

export const messagingErrors = {
  'auto_reply.no_words': 'Fill in the words to match.',
  'auto_reply.words': 'A rule has at most {most} words, now there are {count}. Split it into several rules.',
  'auto_reply.word_long': 'The word “{word}” is too long: at most {most} characters. Shorten it.',
  'auto_reply.reserved':
    '“{word}” is a command for binding an account, which is answered first: this rule would never answer. Choose another word.',
  'auto_reply.bytes':
    'Reply {number} has {bytes} bytes; a WeChat message takes at most {most}. Shorten it, or make two of it.',
  'auto_reply.account': 'A chosen service account is not there or not of this enterprise. Choose again.',
  'auto_reply.too_many': 'An enterprise has at most {most} auto reply rules. Delete some that are not used.',
  'auto_reply.too_many_private': 'Everybody has at most {most} private rules. Delete some that are not used.',
  'guide.lines': 'A guide has at most 4 lines; this one has {lines}.',
  'guide.bytes': 'A guide has at most 600 bytes; this one has {bytes}.',
  'guide.links': "A guide needs exactly one link, written as '{'link:words'}'.",
  'guide.variable': "There is no variable '{'{name}'}'. The variables are: {known}.",
  'guide.title_missing': 'Enter a title.',
  'guide.picture': 'The picture must be an https address.',
  'guide.card_needs_mini_program':
    'No mini program is connected, so a card cannot be sent. Connect one first, or use text.',
  'template.mapping_missing': 'No template has been chosen.',
  'template.field_missing': 'The template field {field} is empty.',
  'template.field_unknown': 'The template has no field {field}.',
  'template.field_invalid': 'The template field {field} is not right: {reason}',
  'template.not_on_platform': 'The platform has no such template; it may have been deleted. Choose again.',
  'delivery.not_bound': 'This person has not bound WeChat, so a test cannot be sent.',
  'delivery.not_following':
    'This person does not follow the service account, so a template message cannot be sent.',
  'delivery.no_resend': 'This message cannot be sent again.',
  'sms.signature':
    'A signature has {least} to {most} Chinese characters, letters or digits, without 【】 and punctuation. Change it and save again.',
  'sms.breaks': 'An SMS has no line breaks. Write one paragraph.',
  'sms.long': 'An SMS has at most {most} characters; this one has {characters}. Shorten it.',
  'sms.brackets': 'The text may not hold 【】: the signature is put before it. Remove them and save again.',
  'sms.variable': "There is no variable '{'{name}'}'. The variables are: {known}.",
  'sms.repeated': "The variable '{'{name}'}' may be used once. Remove the others.",
  'sms.link':
    'An SMS may not hold a web address: it would be refused. Remove it; people bind in the mini program.',
  'sms.phone': 'An SMS may not hold a phone number: it would be refused. Remove it.',
  'sms.opt_out': 'A notice may not offer to opt out; only marketing must. Remove those words.',
  'sms.opt_out_missing': 'A marketing SMS ends with “{suffix}”, written once. Correct it and save again.',
  'sms.no_marketing_text': 'No marketing SMS is approved yet. Hand one over for review first.',
  'sms.text_changed': 'The marketing SMS is another version by now. Refresh, read it, and send again.',
  'sms.nobody': 'Nobody to send to: only interconnect users who are bound get marketing SMS.',
  'sms.too_many_people': 'One sending takes at most {most} people. Choose some of them.',
  'sms.wording': 'A notice with 「{word}」 would be refused. Write that an account was opened.',
  'sms.not_draft': 'This version was handed over or decided already. Write a new one.',
  'sms.in_review': 'A version is in review. Hand the next one over when it is decided.',
  'sms.service_off':
    'The SMS service is off, so an own signature cannot be used. Ask the operator to enable it.',
  'sms.no_signature': 'No signature is approved yet. Hand one over for review first.',
  'sms.operator_only': 'Only the operator’s staff review SMS.',
  'sms.decided': 'This version is decided already, or was not handed over. Refresh the list.',
  'sms.template_missing': 'Enter the template number that the SMS provider gave.',
  'sms.provider_unknown': 'The SMS provider has no template {templateId}. Check the number.',
  'sms.provider_in_review': 'The SMS provider still reviews this template. Come back when it is approved.',
  'sms.provider_refused': 'The SMS provider refused this template: {reason}. Refuse it and say why.',
  'sms.provider_sign_unknown':
    'The SMS provider has no signature “{name}”. Hand it over to the provider first.',
  'sms.provider_sign_in_review':
    'The SMS provider is still reviewing this signature. Come back when it is approved.',
  'sms.provider_sign_refused':
    'The SMS provider refused this signature: {reason}. Send it back with the reason.',
  'sms.provider_text': 'The provider’s template has another text: 「{text}」. Check the number.',
} as const satisfies Record<keyof typeof zh, string>;
