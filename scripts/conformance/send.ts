import { request as requestHttp, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { Request } from './seal.ts';

/** What can be seen from outside of how a request ended. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
      readonly ms: number;
    }
  /** No answer, or only a part of one: the line was cut, or never stood. */
  | { readonly kind: 'cut'; readonly ms: number }
  /** The platform would have cut the line by then; an answer that never ends is one of these. */
  | { readonly kind: 'late'; readonly ms: number };

const answerLimitBytes = 256 * 1024;

export function addressOf(url: URL, query: string): string {
  const own = url.search.replace(/^\?/, '');
  const search = [own, query].filter((part) => part !== '').join('&');
  return search === '' ? url.pathname : `${url.pathname}?${search}`;
}

const portOf = (url: URL): number =>
  Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);

/** IPv6 hosts stand in brackets in a URL, and without them elsewhere. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** @param deadlineMs for the whole answer; the platforms wait 5 s */
export function sendRequest(url: URL, request: Request, deadlineMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    const start = url.protocol === 'https:' ? requestHttps : requestHttp;
    const end = (answer: Answer) => {
      clearTimeout(wait);
      resolve(answer);
      sent.destroy();
    };
    const wait = setTimeout(() => {
      end({ kind: 'late', ms: ms() });
    }, deadlineMs);
    const sent = start(
      {
        ...{ host: hostOf(url), port: portOf(url), path: addressOf(url, request.query), agent: false },
        method: request.method,
        headers: { 'user-agent': 'Mozilla/4.0', ...request.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= answerLimitBytes) chunks.push(chunk);
        });
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          const { headers, statusCode: status = 0 } = response;
          end({ kind: 'answered', status, headers, body, ms: ms() });
        });
        response.on('close', () => {
          end({ kind: 'cut', ms: ms() });
        });
      },
    );
    sent.on('error', () => {
      end({ kind: 'cut', ms: ms() });
    });
    sent.end(request.method === 'GET' ? undefined : request.body);
  });
}

/** A connection on which the case writes for itself what no HTTP client would. */
export function openSocket(url: URL): Socket {
  const place = { host: hostOf(url), port: portOf(url) };
  const socket =
    url.protocol === 'https:' ? connectTls({ ...place, servername: hostOf(url) }) : connectTcp(place);
  // How it ended is told by 'close', which follows.
  socket.on('error', () => undefined);
  return socket;
}

/** The status of the first answer on a connection; 0 where it was cut before, undefined when too late. */
export function firstStatus(socket: Socket, deadlineMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const end = (status: number | undefined) => {
      clearTimeout(wait);
      resolve(status);
      socket.destroy();
    };
    const wait = setTimeout(() => {
      end(undefined);
    }, deadlineMs);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
      if (status !== undefined) end(Number(status));
    });
    socket.on('close', () => {
      end(0);
    });
  });
}
