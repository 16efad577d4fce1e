/** Who does something to an account, and because of what: staff, the person himself, or the system. */
export interface Actor {
  readonly actor: string;
  readonly actorName: string;
  readonly cause: string;
  readonly requestId: string;
}
