import {
  receiveMessage,
  receiveUrlCheck,
  type CallbackAccount,
  type CallbackRequest,
  type Received,
} from '../shared/receive.ts';
import { parseMiniProgram } from './parse.ts';

/** What the platform must read back at its URL check. @throws RefusedError */
export function echoMiniProgram(account: CallbackAccount, query: string, now: Date): string {
  return receiveUrlCheck(account, query, now);
}

/** One callback of this channel, verified, decrypted and in our words. @throws RefusedError */
export function receiveMiniProgram(account: CallbackAccount, request: CallbackRequest, now: Date): Received {
  return receiveMessage(account, request, now, parseMiniProgram);
}
