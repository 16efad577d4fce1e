import { describe, expect, it } from 'vitest';

import { mobileKeyOf, nameKeyOf, phoneKeyOf } from './keys.ts';

describe('what duplicates are judged by', () => {
  it.each([
    ['杭州 沐泉（示例）有限公司', '杭州沐泉(示例)有限公司'],
    ['ＡＢＣ Water Co., Ltd.', 'abcwatercoltd'],
    ['· . -', ''],
  ])('takes the name %j as %j', (name, key) => {
    expect(nameKeyOf(name)).toBe(key);
  });

  it.each([
    ['0571-8888 6666', '057188886666'],
    ['(0571)88886666转801', '057188886666'],
    ['+86 154 0000 0001', '15400000001'],
    ['0086-15400000001', '15400000001'],
    ['１５４０００００００１', '15400000001'],
    ['+852 2345 6789', '+85223456789'],
    ['95588', '95588'],
    ['不知道', null],
    ['1234', null],
    ['', null],
  ])('takes the number %j as %j', (text, key) => {
    expect(phoneKeyOf(text)).toBe(key);
  });

  it('takes a landline for no mobile', () => {
    expect(mobileKeyOf('0571-88886666')).toBeNull();
    expect(mobileKeyOf('154-0000-0001')).toBe('15400000001');
    expect(mobileKeyOf('+852 9123 4567')).toBe('+85291234567');
  });
});
