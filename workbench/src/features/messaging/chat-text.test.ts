import { describe, expect, it } from 'vitest';

import { chatParts } from './chat-text.ts';

describe('a guide as the chat shows it', () => {
  it('makes the words of an anchor a link and keeps the rest', () => {
    expect(chatParts('👉 <a href="https://x/b" data-miniprogram-appid="wx1">点这里绑定</a>。')).toEqual([
      { text: '👉 ', link: false },
      { text: '点这里绑定', link: true },
      { text: '。', link: false },
    ]);
  });

  it('reads our own way of writing a link too', () => {
    expect(chatParts('{link:进入}')).toEqual([{ text: '进入', link: true }]);
  });

  it('leaves other tags as the text that they are', () => {
    expect(chatParts('<b>x</b>')).toEqual([{ text: '<b>x</b>', link: false }]);
  });
});
