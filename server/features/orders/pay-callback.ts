import type { IncomingMessage, ServerResponse } from 'node:http';

import { readNotification } from '../../../bot/channels/wechat-pay/notification.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import type { Merchants } from './merchant.ts';
import type { Payments } from './payments.ts';
import type { Refunds } from './refunds.ts';

const route = /^\/callbacks\/wechat-pay\/([A-Za-z0-9_-]{22})$/;
/** The platform waits five seconds (platform.md D): what is not booked by then is told as not booked. */
const answerMs = 4_500;

type Outcome = 'accepted' | 'refused' | 'not_stored';
export interface PayCallbackDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly merchants: Merchants;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly readBody: (request: IncomingMessage, done: (body: Buffer | Error) => void) => void;
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * `POST /callbacks/wechat-pay/:key`. 204 only when what it told is committed; 401 without a detail for
 * what is not the platform's; 5xx for all else, so that the platform tells it again (P1–P7).
 * @returns false where the request is none of its own
 */
export function createPayCallback(deps: PayCallbackDeps) {
  async function work(rawBody: Buffer, headers: IncomingMessage['headers'], key: string): Promise<number> {
    const merchant = await deps.merchants.byCallbackKey(key);
    if (merchant === null) return 404;
    const read = readNotification({ rawBody, headers, merchant, now: deps.clock.now() });
    if (!read.ok) {
      deps.log.warn({ reason: read.reason }, 'a payment notification was refused');
      return 401;
    }
    const { notification } = read;
    if (notification.kind === 'paid') {
      // What is ours and does not match is written down: then it need not be told again.
      return (await deps.payments.applyNow(notification.transaction)) === 'unknown_order' ? 404 : 204;
    }
    if (notification.kind === 'refund') await deps.refunds.applyNow(notification.refund);
    return 204;
  }

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const url = request.url ?? '';
    if (!url.startsWith('/callbacks/wechat-pay/')) return false;
    const key = route.exec(url)?.[1];
    let answered = false;
    const answer = (status: number) => {
      if (answered) return;
      answered = true;
      deps.onOutcome(status < 300 ? 'accepted' : status < 500 ? 'refused' : 'not_stored');
      if (status === 204) {
        response.writeHead(204, { 'X-Content-Type-Options': 'nosniff' }).end();
        return;
      }
      response
        .writeHead(status, {
          'Content-Type': 'application/json; charset=utf-8',
          'X-Content-Type-Options': 'nosniff',
          Connection: 'close',
        })
        .end('{"code":"FAIL","message":"FAIL"}');
    };
    if (key === undefined) {
      answer(404);
      return true;
    }
    if (request.method !== 'POST') {
      answer(405);
      return true;
    }
    const timer = setTimeout(() => {
      answer(503);
    }, answerMs);
    deps.readBody(request, (body) => {
      if (body instanceof Error) {
        clearTimeout(timer);
        answer(413);
        return;
      }
      work(body, request.headers, key)
        .then(answer, (error: unknown) => {
          if (error instanceof AppError && error.status === 409) {
            answer(409);
            return;
          }
          deps.log.error({ error }, 'a payment notification was not booked');
          answer(503);
        })
        .finally(() => {
          clearTimeout(timer);
        });
    });
    return true;
  };
}
