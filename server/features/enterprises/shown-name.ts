/** What downstream sees: the display name, and the legal name until one is set (row 20). */
export function shownName(row: { readonly displayName: string; readonly legalName: string }): string {
  return row.displayName === '' ? row.legalName : row.displayName;
}
