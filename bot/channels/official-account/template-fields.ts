/** A template of the account's library, with its fields read from its text. */
export interface PlatformTemplate {
  readonly templateId: string;
  readonly title: string;
  readonly fields: readonly PlatformTemplateField[];
  readonly example: string;
}

export interface PlatformTemplateField {
  /** `thing1`: kind and number; the kind rules what the value may be (platform.md A9). */
  readonly key: string;
  /** What stands before it: 账号. */
  readonly label: string;
}

/**
 * Reads `账号:{{thing1.DATA}}` lines. The heads `first` and `remark` of old templates are left out:
 * the platform does not show them any more.
 */
export function parseTemplateFields(content: string): PlatformTemplateField[] {
  const fields: PlatformTemplateField[] = [];
  for (const match of content.matchAll(/([^\n{}]*)\{\{\s*(\w+)\.DATA\s*\}\}/g)) {
    const key = match[2];
    if (key === undefined || key === 'first' || key === 'remark') continue;
    const label = (match[1] ?? '').replace(/[:：\s]+$/, '').trim();
    fields.push({ key, label: label === '' ? key : label });
  }
  return fields;
}
