/** Integer fen as ¥1,234.50, with digits only: no number of ours is ever a fraction. */
export function formatFen(fen: number): string {
  const yuan = Math.trunc(fen / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return `¥${yuan}.${String(fen % 100).padStart(2, '0')}`;
}
