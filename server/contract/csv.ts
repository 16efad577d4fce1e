/* CSV as spreadsheets open it; one reading of it for the server's files and the workbench's. */

/** Stands before the first line, so that Excel reads the file as UTF-8. */
export const csvMark = '\uFEFF';

/** One line with its CRLF. Text that begins like a formula, also in full width, is made harmless. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const isNumber = /^[+-]?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
