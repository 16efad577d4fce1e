import { strToU8, Unzip, UnzipInflate, zipSync } from 'fflate';
import { SaxesParser } from 'saxes';

/*
 * As much of a spreadsheet file (ECMA-376: a ZIP of XML) as an import needs: the texts of its first
 * sheet, read piece by piece under caps, and a sheet of one row to write. Formulas are not
 * evaluated: the value that the spreadsheet stored with them counts.
 */

export interface SheetRow {
  /** As the spreadsheet numbers it: the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface SheetCaps {
  /** Of what is unpacked, over all that is read: a small file that grows beyond it is a trap. */
  readonly unpackedBytes: number;
  readonly rows: number;
  readonly columns: number;
}

/** Not a spreadsheet, damaged, or beyond a cap. */
export class SheetError extends Error {
  constructor(
    readonly reason: 'not_a_sheet' | 'too_large' | 'too_many_rows',
    cause?: unknown,
  ) {
    super(reason, { cause });
    this.name = 'SheetError';
  }
}

/** So much packed is unpacked at once: at most a thousand times as much comes out of it. */
const pieceBytes = 16 * 1024;
const local = (name: string): string => name.slice(name.indexOf(':') + 1);
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Unpacks the entries that are wanted, each into its own sink; others wait for each piece. */
async function unpack(
  file: Uint8Array,
  sinkOf: (name: string) => ((chunk: Uint8Array, final: boolean) => void) | undefined,
): Promise<void> {
  const unzip = new Unzip();
  unzip.register(UnzipInflate);
  unzip.onfile = (entry) => {
    const sink = sinkOf(entry.name);
    if (sink === undefined) return;
    entry.ondata = (error, chunk, final) => {
      // A sink's own error comes round this way too.
      if (error !== null) throw error instanceof SheetError ? error : new SheetError('not_a_sheet', error);
      sink(chunk, final);
    };
    entry.start();
  };
  for (let at = 0; at < file.length; at += pieceBytes) {
    unzip.push(file.subarray(at, at + pieceBytes), at + pieceBytes >= file.length);
    await breathe();
  }
}

/** Feeds XML as it comes. A file that declares a document type wants entities: it is refused. */
function xmlSink(prepare: (parser: SaxesParser) => void) {
  const parser = new SaxesParser();
  const decoder = new TextDecoder();
  parser.on('error', (error) => {
    throw new SheetError('not_a_sheet', error);
  });
  parser.on('doctype', () => {
    throw new SheetError('not_a_sheet');
  });
  prepare(parser);
  return (chunk: Uint8Array, final: boolean) => {
    parser.write(decoder.decode(chunk, { stream: !final }));
    if (final) parser.close();
  };
}

/** «AB12» → 27, counted from 0; -1 where it is none. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '';
  let column = 0;
  for (let at = 0; at < letters.length; at += 1) column = column * 26 + letters.charCodeAt(at) - 64;
  return column - 1;
}

/** 15400000001 may stand as 1.5400000001E10. */
const numberText = (value: string): string => (/[eE.]/.test(value) ? String(Number(value)) : value);

function sharedTexts(texts: string[]) {
  let inText = false;
  let inPhonetic = false;
  let text = '';
  return xmlSink((parser) => {
    parser.on('opentag', ({ name }) => {
      const tag = local(name);
      if (tag === 'si') text = '';
      if (tag === 'rPh') inPhonetic = true;
      inText = tag === 't' && !inPhonetic;
    });
    parser.on('text', (part) => {
      if (inText) text += part;
    });
    parser.on('closetag', ({ name }) => {
      const tag = local(name);
      inText = false;
      if (tag === 'rPh') inPhonetic = false;
      if (tag === 'si') texts.push(text);
    });
  });
}

function sheetRows(texts: readonly string[], caps: SheetCaps, rows: SheetRow[]) {
  let cells: string[] = [];
  let line = 0;
  let column = -1;
  let type = '';
  let value = '';
  let reading = false;
  return xmlSink((parser) => {
    parser.on('opentag', ({ name, attributes }) => {
      const tag = local(name);
      const attribute = (key: string) => attributes[key] ?? '';
      if (tag === 'row') {
        cells = [];
        column = -1;
        const given = Number(attribute('r'));
        line = Number.isInteger(given) && given > line ? given : line + 1;
      }
      if (tag === 'c') {
        const given = columnOf(attribute('r'));
        column = given === -1 ? column + 1 : given;
        type = attribute('t');
        value = '';
      }
      reading = tag === 'v' || tag === 't';
    });
    parser.on('text', (part) => {
      if (reading) value += part;
    });
    parser.on('closetag', ({ name }) => {
      const tag = local(name);
      reading = false;
      if (tag === 'c' && column < caps.columns) {
        const text =
          type === 's'
            ? (texts[Number(value)] ?? '')
            : type === '' || type === 'n'
              ? numberText(value)
              : value;
        while (cells.length < column) cells.push('');
        cells[column] = text.trim();
      }
      if (tag === 'row' && cells.some((cell) => cell !== '')) {
        if (rows.length >= caps.rows) throw new SheetError('too_many_rows');
        rows.push({ line, cells });
      }
    });
  });
}

/** The rows of the first sheet that hold anything. @throws SheetError */
export async function readSheet(file: Uint8Array, caps: SheetCaps): Promise<SheetRow[]> {
  let unpacked = 0;
  const counted =
    (sink: (chunk: Uint8Array, final: boolean) => void) => (chunk: Uint8Array, final: boolean) => {
      unpacked += chunk.length;
      if (unpacked > caps.unpackedBytes) throw new SheetError('too_large');
      sink(chunk, final);
    };
  const sheets: string[] = [];
  const texts: string[] = [];
  const rows: SheetRow[] = [];
  try {
    // Texts may stand behind the sheet that names them: two passes.
    await unpack(file, (name) => {
      if (/^xl\/worksheets\/[^/]+\.xml$/.test(name)) sheets.push(name);
      return name === 'xl/sharedStrings.xml' ? counted(sharedTexts(texts)) : undefined;
    });
    const first = sheets.includes('xl/worksheets/sheet1.xml') ? 'xl/worksheets/sheet1.xml' : sheets[0];
    if (first === undefined) throw new SheetError('not_a_sheet');
    let read = false;
    await unpack(file, (name) => {
      if (name !== first || read) return undefined;
      read = true;
      return counted(sheetRows(texts, caps, rows));
    });
  } catch (error) {
    throw error instanceof SheetError ? error : new SheetError('not_a_sheet', error);
  }
  return rows;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '');
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const office = 'http://schemas.openxmlformats.org';

/** A workbook of one sheet; every cell is text, so that a number keeps its zeros and no formula is one. */
export function writeSheet(name: string, rows: readonly (readonly string[])[]): Uint8Array {
  const cell = (text: string) =>
    `<c t="inlineStr" s="1"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  const body = rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('');
  const width = rows[0]?.length ?? 1;
  const main = `${office}/spreadsheetml/2006/main`;
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zipSync({
    '[Content_Types].xml': strToU8(
      `${head}<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `${head}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `${head}<workbook xmlns="${main}" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${head}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    ),
    // Style 1 is «text» (49): what is typed below keeps its zeros too.
    'xl/styles.xml': strToU8(
      `${head}<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    'xl/worksheets/sheet1.xml': strToU8(
      `${head}<worksheet xmlns="${main}"><cols><col min="1" max="${width}" width="18" style="1"/></cols><sheetData>${body}</sheetData></worksheet>`,
    ),
  });
}
