import { p, Type, type Platform } from '@mikro-orm/core';

/** UUIDv7 as text: the primary key of every row. */
export const idColumn = () => p.string().length(36).primary();

/** The id of another row. No foreign keys across features: their rows are reached by id, through the door. */
export const refColumn = () => p.string().length(36);

/** UTC with milliseconds; always from the injected clock, never the database's NOW(). */
export const timeColumn = () => p.datetime(3);

/**
 * JSON kept as long text, read and written by us: MariaDB's JSON arrives as a string through the
 * MySQL driver, and is compared differently on each dialect.
 */
class JsonText extends Type<unknown, string> {
  override convertToDatabaseValue(value: unknown): string {
    return JSON.stringify(value ?? null);
  }
  override convertToJSValue(value: unknown): unknown {
    return typeof value === 'string' ? JSON.parse(value) : value;
  }
  override getColumnType(_property: unknown, platform: Platform): string {
    return longText(platform);
  }
  override ensureComparable(): boolean {
    return true;
  }
  override compareAsType(): string {
    return 'string';
  }
}

function longText(platform: Platform): string {
  return /mysql|mariadb/i.test(platform.constructor.name) ? 'longtext' : 'text';
}

export const jsonColumn = <T>() => p.type(JsonText).$type<T>();

/** Text without a length: `text` on SQLite, `longtext` on MySQL. */
class LongText extends Type<string, string> {
  override getColumnType(_property: unknown, platform: Platform): string {
    return longText(platform);
  }
  override compareAsType(): string {
    return 'string';
  }
}

export const longTextColumn = () => p.type(LongText).$type<string>();
