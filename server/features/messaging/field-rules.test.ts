import { describe, expect, it } from 'vitest';

import { fitField, kindOfField } from './field-rules.ts';

const fits = (kind: string, value: string) => {
  const result = fitField(kind, value);
  return result.ok ? result.value : result.problem;
};

describe('a template field', () => {
  it.each([
    ['thing', '林晓雯', '林晓雯'],
    ['thing', '一二三四五六七八九十一二三四五六七八九十', '一二三四五六七八九十一二三四五六七八九十'],
    ['thing', '一二三四五六七八九十一二三四五六七八九十一', '一二三四五六七八九十一二三四五六七八九…'],
    ['thing', '两\n行', '两 行'],
    ['name', '司马相如欧阳修上官婉儿诸葛', '司马相如欧阳修上官…'],
    ['name', 'Alexander Hamilton', 'Alexander Hamilton'],
    ['character_string', 'LX20261124-001', 'LX20261124-001'],
    ['number', '3.14', '3.14'],
    ['letter', 'ABC', 'ABC'],
    ['symbol', '+-*', '+-*'],
    ['time', '15:01', '15:01'],
    ['time', '2019年10月1日 15:01', '2019年10月1日 15:01'],
    ['time', '2019年10月1日 15:01~16:01', '2019年10月1日 15:01~16:01'],
    ['time', '2023-09-12 19:43:07', '2023-09-12 19:43:07'],
    ['date', '2019年10月1日', '2019年10月1日'],
    ['amount', '¥1234567890.5', 'field.amount'],
    ['amount', '¥123456789.5元', '¥123456789.5元'],
    ['phone_number', '+86-0766-66888866', '+86-0766-66888866'],
    ['car_number', '粤A8Z888挂', '粤A8Z888挂'],
    ['phrase', '已发货', '已发货'],
    ['const', '合格', '合格'],
  ])('of kind %s takes %s as %s', (kind, value, expected) => {
    expect(fits(kind, value)).toBe(expected);
  });

  it.each([
    ['character_string', '订单1', 'field.character_string'],
    ['character_string', 'a'.repeat(33), 'field.character_string'],
    ['number', '1.2.3', 'field.number'],
    ['number', '-', 'field.number'],
    ['letter', 'A1', 'field.letter'],
    ['symbol', 'a', 'field.symbol'],
    ['symbol', '++++++', 'field.symbol'],
    ['time', '25:00', 'field.time'],
    ['time', '2019年10月1日', 'field.time'],
    ['date', '明天', 'field.date'],
    ['amount', '一百元', 'field.amount'],
    ['phone_number', '123456789012345678', 'field.phone_number'],
    ['car_number', '粤A8Z8888888', 'field.car_number'],
    ['phrase', '已经发出货物', 'field.phrase'],
    ['phrase', 'OK', 'field.phrase'],
    ['thing', '  ', 'field.empty'],
    ['const', '字'.repeat(21), 'field.too_long'],
  ])('of kind %s refuses %s', (kind, value, expected) => {
    expect(fits(kind, value)).toBe(expected);
  });

  it('tells its kind by its key', () => {
    expect(kindOfField('thing12')).toBe('thing');
    expect(kindOfField('character_string1')).toBe('character_string');
  });
});
