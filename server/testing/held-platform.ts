import { createServer } from 'node:http';
import { text as readAll } from 'node:stream/consumers';

import { z } from 'zod';

const sentSchema = z.object({ touser: z.string() });

/** A platform that says yes to everything, and can be told to let customer-service messages wait. */
export async function startHeldPlatform() {
  const sent: string[] = [];
  let held: Promise<void> | undefined;
  let release: () => void = () => undefined;
  let asked: () => void = () => undefined;

  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const reply = (body: object) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(body));
    };
    void readAll(request).then(async (body) => {
      if (url.includes('token') && !url.includes('access_token=')) {
        reply({ access_token: 'a-token', expires_in: 7200 });
      } else if (url.includes('/media/upload')) {
        reply({ type: 'image', media_id: 'a-picture', created_at: 1_760_000_000 });
      } else if (url.includes('/user/info')) {
        reply({ subscribe: 1, openid: new URL(url, 'http://platform').searchParams.get('openid') });
      } else {
        if (url.includes('/message/custom/send')) {
          sent.push(sentSchema.parse(JSON.parse(body)).touser);
          asked();
          await held;
        }
        reply({ errcode: 0, errmsg: 'ok' });
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    /** Whom a customer-service message was sent, in their order. */
    sent,
    /** From now on messages wait; resolves when the first does. */
    hold(): Promise<void> {
      held = new Promise((resolve) => (release = resolve));
      return new Promise((resolve) => (asked = resolve));
    },
    release() {
      held = undefined;
      release();
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type HeldPlatform = Awaited<ReturnType<typeof startHeldPlatform>>;
