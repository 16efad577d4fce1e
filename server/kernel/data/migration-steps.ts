import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';

/** One step forward: its name and its statements. Steps are never edited once merged. */
export interface SqlStep {
  readonly name: string;
  readonly sql: string;
}

/** Statements end with a semicolon at the end of a line. */
export function splitStatements(sql: string): string[] {
  return sql
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

export function createMigrations(steps: readonly SqlStep[]): MigrationObject[] {
  return steps.map(({ name, sql }) => ({
    name,
    class: class extends Migration {
      override up(): void {
        for (const statement of splitStatements(sql)) this.addSql(statement);
      }
      override isTransactional(): boolean {
        return (
          this.driver.getPlatform().supportsTransactions() &&
          !/mysql|mariadb/i.test(this.driver.constructor.name)
        );
      }
    },
  }));
}
