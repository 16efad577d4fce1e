/**
 * A LIKE pattern for «contains». The caller's own wildcards become «any one character»: SQLite
 * knows no escape sign without a clause of its own, MySQL does, and this reads alike on both.
 */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '_')}%`;
}
