/** 123450 fen → 1234.50, for texts that name the currency themselves. */
export const yuan = (fen: number) => (fen / 100).toFixed(2);
