import type { IncomingMessage, ServerResponse } from 'node:http';

import { RefusedError } from '../../../../bot/channels/shared/receive.ts';
import { createDeadlines, type Deadlines } from '../../../kernel/deadlines.ts';
import { isChannel, type CallbackAnswer, type CallbackCall, type Intake } from './intake.ts';

/** The platforms' messages have a few KB; more is nobody's message (reliability.md §2). */
const bodyLimitBytes = 64 * 1024;
/** A sender that drips its body in is not waited for: the platforms send it at once. */
const bodyDeadlineMs = 4_000;

const prefix = '/callbacks/';
const channels: Readonly<Record<string, string>> = {
  'official-accounts': 'official-account',
  'mini-programs': 'mini-program',
  wecom: 'wecom',
};
const route = /^\/callbacks\/([a-z-]{1,20})\/([A-Za-z0-9_-]{1,64})(?:\?(.*))?$/s;

/** False: the request is no callback, and nothing was done with it. */
export type CallbackListener = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * `GET, POST /callbacks/<channel>/:key`: the intake behind HTTP. It stands before the application
 * with its middleware, for what the platforms wait for is to cost little more than Node's own HTTP.
 */
export function createCallbackListener(intake: Intake): CallbackListener {
  const bodies = createDeadlines(bodyDeadlineMs);
  return (request, response) => {
    const url = request.url ?? '';
    if (!url.startsWith(prefix)) return false;
    const started = performance.now();
    const [, place, key, query = ''] = route.exec(url) ?? [];
    const channel = place === undefined ? undefined : channels[place];
    if (channel === undefined || key === undefined || !isChannel(channel)) {
      response.writeHead(404).end();
      return true;
    }
    const { method } = request;
    if (method !== 'GET' && method !== 'POST') {
      response.writeHead(405, { Allow: 'GET, POST' }).end();
      return true;
    }
    const readCallBody: CallbackCall['readBody'] = (done) => {
      readBody(request, bodies, done);
    };
    intake.answer({ method, channel, key, query, readBody: readCallBody }, (answer) => {
      write(response, answer);
      tellWritten(response, answer, started);
    });
    return true;
  };
}

function write(response: ServerResponse, answer: CallbackAnswer): void {
  const bytes = Buffer.byteLength(answer.body);
  // A list of names and values: Node writes it as it is, without a table of headers.
  const headers = [
    ...['Content-Type', `${answer.type}; charset=utf-8`],
    ...['Content-Length', String(bytes)],
    ...['X-Content-Type-Options', 'nosniff'],
  ];
  if (answer.type === 'text/plain') headers.push('Content-Security-Policy', "default-src 'none'");
  if (answer.status >= 400) headers.push('Connection', 'close');
  response.writeHead(answer.status, headers);
  // An encrypted answer is ASCII: written as it lies in memory.
  response.end(answer.body, bytes === answer.body.length ? 'latin1' : 'utf8');
}

function tellWritten(response: ServerResponse, answer: CallbackAnswer, started: number): void {
  const { written } = answer;
  if (written === undefined) return;
  response.once('close', () => {
    written(response.writableFinished, performance.now() - started);
  });
}

/** The same reading, with the same caps, for callbacks that another feature answers. */
export function createBodyReader() {
  const bodies = createDeadlines(bodyDeadlineMs);
  return (request: IncomingMessage, done: (body: Buffer | RefusedError) => void) => {
    readBody(request, bodies, done);
  };
}

/** Calls `done` once: with the body, or with why it is too large, too slow or cut short. */
function readBody(
  request: IncomingMessage,
  bodies: Deadlines,
  done: (body: Buffer | RefusedError) => void,
): void {
  if (Number(request.headers['content-length']) > bodyLimitBytes) {
    done(new RefusedError(413, 'the body is too large'));
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let ended = false;
  const end = (outcome: () => Buffer | RefusedError) => {
    if (ended) return;
    ended = true;
    wait.end();
    done(outcome());
  };
  const refuse = (status: 400 | 413, reason: string) => {
    end(() => new RefusedError(status, reason));
  };
  const wait = bodies.begin(() => {
    refuse(400, 'the body came too slowly');
    request.destroy();
  });
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > bodyLimitBytes) refuse(413, 'the body is too large');
    else chunks.push(chunk);
  });
  request.on('end', () => {
    end(() => (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
  });
  // After the end too, when there is nothing left to say.
  request.on('close', () => {
    refuse(400, 'the body was cut short');
  });
}
