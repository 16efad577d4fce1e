import * as z from 'zod';

const settingsSchema = z.object({
  language: z.enum(['zh-CN', 'en']).catch('zh-CN'),
  dark: z.boolean().catch(false),
  largeText: z.boolean().catch(false),
  personId: z.string().catch(''),
  /** `corpId:userId` */
  memberId: z.string().catch(''),
});
export type Settings = z.infer<typeof settingsSchema>;

const key = 'hl-sandbox-phone';

function stored(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

function store(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A private window may refuse storage: the choice then lives as long as the page.
  }
}

/** What this browser chose last; the system's own dark mode where it chose nothing yet. */
export function loadSettings(): Settings {
  const found = stored(key);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return settingsSchema.parse({ dark, ...(typeof found === 'object' ? found : {}) });
}

export function saveSettings(settings: Settings): void {
  store(key, settings);
}

const marksSchema = z.record(z.string(), z.number()).catch({});
/** By conversation, the last message that a person has seen. */
export type ReadMarks = z.infer<typeof marksSchema>;

export function loadReadMarks(personId: string): ReadMarks {
  return marksSchema.parse(stored(`${key}:read:${personId}`));
}

export function saveReadMarks(personId: string, marks: ReadMarks): void {
  store(`${key}:read:${personId}`, marks);
}

/** Tells the sandbox's OAuth pages who holds the phone (persona) or the WeCom client (member). */
export function setPersonaCookies(personId: string, memberId: string): void {
  if (/^[\w.@-]+$/.test(personId)) {
    document.cookie = `hl_sandbox_persona=${personId}; path=/; SameSite=Lax`;
  }
  if (/^[\w.@-]+:[\w.@-]+$/.test(memberId)) {
    document.cookie = `hl_sandbox_member=${memberId}; path=/; SameSite=Lax`;
  }
}
