import type { Sandbox } from '../sandbox.ts';
import { at } from '../state.ts';
import { ControlError } from './verb.ts';

/** What a scanned code opens when it is not a follow code: a mini program's page, or an address. */
export type Opens =
  | { readonly miniProgram: { appId: string; path: string; query: Record<string, string>; scene: number } }
  | { readonly pay: { readonly codeUrl: string } }
  | { readonly url: string };

type Scanned =
  | { readonly kind: 'follow'; readonly account: string; readonly scene: string; readonly ticket: string }
  | { readonly kind: 'opens'; readonly opens: Opens };

interface Asked {
  readonly account?: string | undefined;
  readonly ticket?: string | undefined;
  readonly url?: string | undefined;
  readonly scene?: string | undefined;
}

/** Mini program's launch scenes: a scanned code 1047, a URL Link within WeChat 1167 (platform.md B). */
const scenes = { code: 1047, link: 1167 } as const;

/** @throws ControlError 404 for a code that is unknown or over, 422 when nothing was given */
export function scanCode(sandbox: Sandbox, asked: Asked): Scanned {
  if (asked.ticket !== undefined) return byTicket(sandbox, asked.ticket);
  if (asked.url !== undefined) return byUrl(sandbox, asked.url);
  if (asked.scene !== undefined && asked.account !== undefined) {
    const ticket = `gQ${Buffer.from(asked.scene).toString('base64url')}`;
    return { kind: 'follow', account: asked.account, scene: asked.scene, ticket };
  }
  throw new ControlError(422, 'request.invalid', 'Give a ticket, a url, or an account with a scene');
}

function byTicket(sandbox: Sandbox, ticket: string): Scanned {
  const code = at(sandbox.store.state.qrCodes, ticket);
  if (code === undefined) throw new ControlError(404, 'code.not_found', 'No code has this ticket');
  if (code.expiresAt !== null && code.expiresAt <= sandbox.now()) {
    throw new ControlError(404, 'code.expired', 'This code is over');
  }
  return { kind: 'follow', account: code.account, scene: code.scene, ticket };
}

function byUrl(sandbox: Sandbox, url: string): Scanned {
  const { qrCodes } = sandbox.store.state;
  const ticket = Object.keys(qrCodes).find((name) => qrCodes[name]?.url === url);
  if (ticket !== undefined) return byTicket(sandbox, ticket);
  if (!URL.canParse(url)) throw new ControlError(422, 'request.invalid', 'Not an address');
  if (url.startsWith('weixin://wxpay/')) return { kind: 'opens', opens: { pay: { codeUrl: url } } };
  const parsed = new URL(url);
  if (parsed.host === 'sandbox.invalid' && parsed.pathname === '/wxacode') {
    const { searchParams: query } = parsed;
    return {
      kind: 'opens',
      opens: {
        miniProgram: {
          appId: query.get('appid') ?? '',
          path: query.get('page') ?? '',
          // The page gets it URL-encoded (platform.md B).
          query: { scene: encodeURIComponent(query.get('scene') ?? '') },
          scene: scenes.code,
        },
      },
    };
  }
  if (parsed.host === 'wxaurl.cn') return byLink(sandbox, parsed.pathname.slice(1));
  return { kind: 'opens', opens: { url } };
}

function byLink(sandbox: Sandbox, name: string): Scanned {
  const link = at(sandbox.store.state.links, name);
  if (link === undefined) throw new ControlError(404, 'link.not_found', 'No such URL Link');
  if (link.expiresAt !== null && link.expiresAt <= sandbox.now()) {
    throw new ControlError(404, 'link.expired', 'This URL Link is over');
  }
  const query = Object.fromEntries(new URLSearchParams(link.query));
  return {
    kind: 'opens',
    opens: { miniProgram: { appId: link.appId, path: link.path, query, scene: scenes.link } },
  };
}
