import type { packageTexts as zh } from '../zh-CN/packages.ts';

export const packageTexts = {
  'part.follow_guide': 'Follow guide',
  'part.sign_in_prompt': 'Abnormal sign-in prompt',
  'part.basic_information': 'Basic information',
  'field.follow_guide.enabled': 'On',
  'field.follow_guide.unbound.carrier': 'Not bound · Form',
  'field.follow_guide.unbound.text': 'Not bound · Text',
  'field.follow_guide.unbound.title': 'Not bound · Title',
  'field.follow_guide.unbound.description': 'Not bound · Description',
  'field.follow_guide.unbound.pictureUrl': 'Not bound · Picture address',
  'field.follow_guide.bound.carrier': 'Bound · Form',
  'field.follow_guide.bound.text': 'Bound · Text',
  'field.follow_guide.bound.title': 'Bound · Title',
  'field.follow_guide.bound.description': 'Bound · Description',
  'field.follow_guide.bound.pictureUrl': 'Bound · Picture address',
  'field.sign_in_prompt.enabled': 'On',
  'field.sign_in_prompt.text': 'Text',
  'field.sign_in_prompt.contactName': 'Contact',
  'field.sign_in_prompt.contactPhone': 'Contact phone',
  'field.sign_in_prompt.alone': 'Block other system prompts',
  'field.basic_information.slogan': 'Slogan',
} as const satisfies Record<keyof typeof zh, string>;
