/**
 * What the server is started with. A young generation of 64 MB: what a callback leaves behind lives
 * for one request, and Node's small default copies it about while it is still in use
 * (docs/operations.md). It grows to that under load only.
 */
export const nodeFlags = ['--max-semi-space-size=64'] as const;
