/** Where the sandbox tells of itself; pino fits by shape. */
export interface SandboxLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
