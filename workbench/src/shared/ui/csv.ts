import { csvLine, csvMark } from '../../../../server/contract/csv.ts';

/** Rows as a CSV file that spreadsheets open, by the same rules as the server's own files. */
export function toCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return csvMark + [header, ...rows].map(csvLine).join('');
}

/** Offers a file to be saved; text is taken as CSV. */
export function download(name: string, content: string | Blob): void {
  const blob =
    typeof content === 'string' ? new Blob([content], { type: 'text/csv;charset=utf-8' }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
