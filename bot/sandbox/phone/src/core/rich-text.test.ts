import { describe, expect, it } from 'vitest';

import { parseRichText, plainText, safeHttpUrl } from './rich-text.ts';

const link = (attributes: string, text = '点这里') => `<a ${attributes}>${text}</a>`;

describe('the text of a message', () => {
  it('turns the documented mini-program anchor into a link', () => {
    const source = `你好\n👉 ${link('href="http://localhost:3000/app/pages/bind/index?t=x" data-miniprogram-appid="wxa0c1a17200000002" data-miniprogram-path="pages/bind/index?t=x"')}。`;
    expect(parseRichText(source)).toEqual([
      { kind: 'text', text: '你好\n👉 ' },
      {
        kind: 'mini-program',
        text: '点这里',
        appId: 'wxa0c1a17200000002',
        path: 'pages/bind/index?t=x',
        fallbackUrl: 'http://localhost:3000/app/pages/bind/index?t=x',
      },
      { kind: 'text', text: '。' },
    ]);
  });

  it('reads attributes in any order and with single quotes', () => {
    const [piece] = parseRichText(
      link("data-miniprogram-path='pages/home/index' data-miniprogram-appid='wxa0c1a17200000002'"),
    );
    expect(piece).toMatchObject({ kind: 'mini-program', path: 'pages/home/index', fallbackUrl: null });
  });

  it('turns a plain anchor and a bare address into web links', () => {
    expect(parseRichText(link('href="https://hl.example.cn/b"'))).toEqual([
      { kind: 'url', text: '点这里', url: 'https://hl.example.cn/b' },
    ]);
    expect(parseRichText('登录 https://hl.example.cn/b. 谢谢')).toEqual([
      { kind: 'text', text: '登录 ' },
      { kind: 'url', text: 'https://hl.example.cn/b', url: 'https://hl.example.cn/b' },
      { kind: 'text', text: '. 谢谢' },
    ]);
  });

  it('turns a message-menu anchor into something that is sent back', () => {
    expect(
      parseRichText(link('href="weixin://bizmsgmenu?msgmenucontent=%E7%BB%91%E5%AE%9A&msgmenuid=7"')),
    ).toEqual([{ kind: 'menu', text: '点这里', content: '绑定', menuId: '7' }]);
  });

  it.each([
    '<b>粗体</b>',
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    link('href="javascript:alert(1)"'),
    link('href="data:text/html,x"'),
    link('href="https://a.example" onclick="alert(1)"'),
    link('href="https://a.example" href="javascript:alert(1)"'),
    link('href=https://a.example').replace('https://a.example', 'x'),
    link('data-miniprogram-appid="wxa0c1a17200000002"'),
    link('data-miniprogram-appid="somebody" data-miniprogram-path="pages/home/index"'),
    '<a href="ftp://a.example">x</a>',
  ])('leaves %s as the characters that it is', (source) => {
    expect(parseRichText(source)).toEqual([{ kind: 'text', text: source }]);
  });

  it('stays fast on text made to confuse it', () => {
    const hostile = '<a '.repeat(20_000) + 'href="'.repeat(5_000);
    const begun = performance.now();
    expect(plainText(hostile)).toBe(hostile);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('accepts only absolute web addresses', () => {
    expect(safeHttpUrl('https://a.example/x')).toBe('https://a.example/x');
    expect(safeHttpUrl('//a.example')).toBeNull();
    expect(safeHttpUrl(' https://a.example')).toBeNull();
    expect(safeHttpUrl('http://')).toBeNull();
  });
});
