import { buildEvent, buildText, newMessageId, newOpenid, type Fields } from './callbacks.ts';

/** Callbacks of one second that a careless key takes for one (reliability.md R8). */
export interface Twins {
  /** Whose account they come for; absent: the service account's. */
  readonly on?: 'wecom';
  /** @param openid a person of these twins alone */
  readonly make: (openid: string) => Fields[];
}

/** The pairs, each by what its two differ in. */
export function listTwins(now: () => Date): Readonly<Record<string, Twins>> {
  const event = (name: string, more: Fields) => buildEvent(now(), name, more);
  const text = (words: string, more: Fields) => buildText(now(), words, more);
  const change = (type: string, UserID: string) =>
    event('change_contact', { FromUserName: 'sys', ChangeType: type, UserID });
  return {
    'one second, another change type': {
      on: 'wecom',
      make: (member) => ['create_user', 'update_user', 'delete_user'].map((type) => change(type, member)),
    },
    'the same MsgId of two people': {
      make(openid) {
        const MsgId = newMessageId();
        return [openid, newOpenid()].map((FromUserName) => text('同', { FromUserName, MsgId }));
      },
    },
    "WeCom's own sender, two members": {
      on: 'wecom',
      make: (member) => ['a', 'b'].map((end) => change('update_user', member + end)),
    },
    'two media checks with different trace_id': {
      make: (FromUserName) =>
        ['t1', 't2'].map((trace_id) => event('wxa_media_check', { FromUserName, trace_id, version: 2 })),
    },
    'unsubscribe of two agents': {
      on: 'wecom',
      make: (FromUserName) =>
        [1000002, 1000003].map((AgentID) => event('unsubscribe', { FromUserName, AgentID })),
    },
    'follow and unfollow in one second': {
      make: (FromUserName) => [event('subscribe', { FromUserName }), event('unsubscribe', { FromUserName })],
    },
    'the same text twice by one person': {
      make: (FromUserName) => [text('在吗', { FromUserName }), text('在吗', { FromUserName })],
    },
    'two menu buttons in one second': {
      make: (FromUserName) => ['a', 'b'].map((EventKey) => event('CLICK', { FromUserName, EventKey })),
    },
    'two scans in one second': {
      make: (FromUserName) =>
        ['s1', 's2'].map((EventKey) => event('SCAN', { FromUserName, EventKey, Ticket: EventKey })),
    },
    'two authorisations taken back in one second': {
      make: (FromUserName) => [
        event('user_authorization_revoke', { FromUserName, OpenID: FromUserName, RevokeInfo: '1' }),
        event('user_authorization_cancellation', { FromUserName, OpenID: FromUserName }),
      ],
    },
    'two receipts of template messages': {
      make: (FromUserName) =>
        [newMessageId(), newMessageId()].map((MsgID) =>
          event('TEMPLATESENDJOBFINISH', { FromUserName, MsgID, Status: 'success' }),
        ),
    },
    'the same person at two places': {
      make: (FromUserName) =>
        ['30.1', '30.2'].map((Latitude) =>
          event('LOCATION', { FromUserName, Latitude, Longitude: '120.1', Precision: '10' }),
        ),
    },
  };
}
