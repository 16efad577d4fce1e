import type { z } from 'zod';

import type { Handler, Outcome, Router, SandboxRequest } from '../http.ts';
import { json, refusal } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Follower, Member, Person } from '../state.ts';

/** What `/control` answers when it will not: status, code and words for a developer. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
  }
}

export interface VerbContext {
  readonly sandbox: Sandbox;
  readonly request: SandboxRequest;
}

interface VerbBasics {
  readonly path: string;
  readonly summary: string;
  readonly answer?: z.ZodType;
}

export interface Verb extends VerbBasics {
  readonly method: 'GET' | 'POST';
  readonly input: z.ZodType;
  readonly run: (context: VerbContext) => Promise<Outcome>;
}

type Result = object | Outcome;

/** `POST /control/…` with a JSON body (none is `{}`). */
export function post<Body>(
  basics: VerbBasics & {
    body: z.ZodType<Body>;
    handle: (context: VerbContext, body: Body) => Result | Promise<Result>;
  },
): Verb {
  return {
    ...basics,
    method: 'POST',
    input: basics.body,
    run: async (context) => {
      const body = read(basics.body, parseBody(context.request));
      return respond(await basics.handle(context, body));
    },
  };
}

/** `GET /control/…` with a query. */
export function get<Query>(
  basics: VerbBasics & {
    query: z.ZodType<Query>;
    handle: (context: VerbContext, query: Query) => Result | Promise<Result>;
  },
): Verb {
  return {
    ...basics,
    method: 'GET',
    input: basics.query,
    run: async (context) => {
      const query = read(basics.query, Object.fromEntries(context.request.query));
      return respond(await basics.handle(context, query));
    },
  };
}

function parseBody(request: SandboxRequest): unknown {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'request.not_json', 'The body is not JSON');
  }
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ControlError(422, 'request.invalid', 'The request has another shape: see details', issues);
}

function respond(result: Result): Outcome {
  if (isOutcome(result)) return result;
  return json(200, result);
}

function isOutcome(result: Result): result is Outcome {
  if (typeof result === 'string') return true;
  if ('stream' in result && typeof result.stream === 'function') return true;
  return 'status' in result && 'type' in result && 'body' in result && typeof result.status === 'number';
}

/**
 * Programs, and pages of the sandbox itself. A page of another origin carries its Origin or a
 * Sec-Fetch-Site that says so, and is refused: `/control` and `/accounts` hand out keys.
 */
export function isOwnCaller(request: SandboxRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && origin !== request.origin) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Wraps a handler so that only {@link isOwnCaller} reaches it, and refusals become JSON. */
export function guarded(handler: Handler): Handler {
  return async (request) => {
    if (!isOwnCaller(request))
      return refusal(403, 'request.cross_origin', 'Pages of other origins are not answered');
    try {
      return await handler(request);
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return refusal(error.status, error.code, error.message, error.details);
    }
  };
}

export function mountVerbs(router: Router, sandbox: Sandbox, verbs: readonly Verb[]): void {
  for (const verb of verbs) {
    router.add(
      verb.path,
      guarded((request) => {
        if (request.method !== verb.method) {
          throw new ControlError(405, 'request.method', `${verb.path} takes ${verb.method}`);
        }
        return verb.run({ sandbox, request });
      }),
    );
  }
}

export function needAccount(sandbox: Sandbox, id: string): Account {
  const account = sandbox.store.findAccount(id);
  if (account === undefined) throw new ControlError(404, 'account.not_found', `No account ${id}`);
  return account;
}

export function needPerson(sandbox: Sandbox, id: string): Person {
  const person = sandbox.store.findPerson(id);
  if (person === undefined) throw new ControlError(404, 'person.not_found', `No person ${id}`);
  return person;
}

export function needMember(sandbox: Sandbox, corpId: string, userId: string): Member {
  const member = sandbox.store.findMember(corpId, userId);
  if (member === undefined)
    throw new ControlError(404, 'member.not_found', `No member ${userId} in ${corpId}`);
  return member;
}

/** @throws 409 when the person does not follow: the platform sends nothing of strangers */
export function needFollower(sandbox: Sandbox, account: Account, person: Person): Follower {
  const follower = sandbox.store.findFollower(account.id, person.id);
  if (follower?.subscribed !== true) {
    throw new ControlError(409, 'follower.not_following', `${person.name} does not follow ${account.name}`);
  }
  return follower;
}
