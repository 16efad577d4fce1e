import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import { readSheet, SheetError, writeSheet } from './xlsx.ts';

const caps = { unpackedBytes: 1_000_000, rows: 100, columns: 20 };
const sheet = (rows: string, more: Record<string, Uint8Array> = {}) =>
  zipSync({
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
    ...more,
  });
const reasonOf = async (file: Uint8Array) => {
  const error = await readSheet(file, caps).catch((thrown: unknown) => thrown);
  return error instanceof SheetError ? error.reason : error;
};

describe('a spreadsheet', () => {
  it('is read as it was written, zeros, signs and blanks in place', async () => {
    const rows = [
      ['名称', '电话', '备注'],
      ['<海>&"润"', '0571', ''],
      ['', '', '=1+1'],
    ];
    expect(await readSheet(writeSheet('客户', rows), caps)).toEqual([
      { line: 1, cells: ['名称', '电话', '备注'] },
      { line: 2, cells: ['<海>&"润"', '0571', ''] },
      { line: 3, cells: ['', '', '=1+1'] },
    ]);
  });

  it('may keep texts apart, skip cells and rows, use prefixes, and store numbers in short', async () => {
    const shared =
      '<x:sst><x:si><x:t>甲</x:t></x:si><x:si><x:r><x:t>乙</x:t></x:r><x:rPh><x:t>yi</x:t></x:rPh><x:r><x:t>丙</x:t></x:r></x:si></x:sst>';
    const rows =
      '<x:row r="2"><x:c r="A2" t="s"><x:v>1</x:v></x:c><x:c r="C2"><x:f>1+1</x:f><x:v>1.5400000001E10</x:v></x:c></x:row>' +
      '<x:row r="3"><x:c r="A3"/></x:row><x:row r="7"><x:c r="B7" t="s"><x:v>0</x:v></x:c></x:row>';
    const file = sheet(rows, { 'xl/sharedStrings.xml': strToU8(shared) });
    expect(await readSheet(file, caps)).toEqual([
      { line: 2, cells: ['乙丙', '', '15400000001'] },
      { line: 7, cells: ['', '甲'] },
    ]);
  });

  it('that is none, is damaged, declares entities, or is beyond a cap, is refused', async () => {
    expect(await reasonOf(strToU8('not a zip'))).toBe('not_a_sheet');
    expect(await reasonOf(zipSync({ 'a.txt': strToU8('x') }))).toBe('not_a_sheet');
    expect(await reasonOf(sheet('<row><c></row>'))).toBe('not_a_sheet');
    const entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>';
    expect(await reasonOf(zipSync({ 'xl/worksheets/sheet1.xml': strToU8(entities) }))).toBe('not_a_sheet');
    const many = '<row><c t="str"><v>x</v></c></row>'.repeat(101);
    expect(await reasonOf(sheet(many))).toBe('too_many_rows');
  });

  it('that grows a thousand times when unpacked is left before it fills the memory', async () => {
    const bomb = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(80_000_000).fill(32) });
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    expect(await reasonOf(bomb)).toBe('too_large');
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });
});
