import { describe, expect, it } from 'vitest';

import { readMessageKey } from '../../bot/crypto/envelope.ts';
import { receiveOfficialAccount } from '../../bot/channels/official-account/receiver.ts';
import { makeBenchKeys } from './keys.ts';
import { writeReport, writeTable } from './report.ts';
import { comparable, createRequestMaker } from './requests.ts';
import { median, percentile, summarize, type Sample } from './statistics.ts';

const sample = (requestsPerSecond: number): Sample => ({ requestsPerSecond, p50: 1, p99: 2, cpuMicros: 3 });

describe('the requests of the load generator', () => {
  const keys = makeBenchKeys();
  const account = {
    id: 'account',
    enterpriseId: 'enterprise',
    channel: 'official-account',
    appId: keys.appId,
    mode: 'safe',
    mayAct: true,
    keys: [{ token: keys.token, messageKey: readMessageKey(keys.encodingAesKey) }],
  } as const;
  const make = createRequestMaker(keys, 'test');
  const receive = ({ query, body }: ReturnType<typeof make>) =>
    receiveOfficialAccount(account, { query, body: Buffer.from(body) }, new Date());

  it('are accepted by the receiver as what they are', () => {
    for (const scenario of ['text', 'follow'] as const) {
      const request = make(scenario);
      expect(receive(request).update).toMatchObject({ from: request.openid });
    }
    expect(receive(make('text')).clear).toContain('<![CDATA[绑定]]>');
    expect(receive(make('follow')).clear).toContain('<![CDATA[subscribe]]>');
  });

  it('differ from each other in person, key and ciphertext', () => {
    for (const scenario of ['text', 'follow'] as const) {
      const requests = Array.from({ length: 200 }, () => make(scenario));
      const received = requests.map((request) => receive(request));
      expect(new Set(requests.map(({ openid }) => openid)).size).toBe(200);
      expect(new Set(received.map(({ naturalKey }) => naturalKey)).size).toBe(200);
      expect(new Set(received.map(({ cipherHash }) => cipherHash())).size).toBe(200);
    }
  });

  it('are refused with the body of another request: the signature is looked at', () => {
    expect(() => receive({ ...make('text'), body: make('text').body })).toThrow();
  });

  it('compare answers without the ticket, and with everything else', () => {
    const link = (ticket: string, word: string) => `<a href="https://x/b?t=${ticket}">${word}</a>`;
    expect(comparable(link('A'.repeat(22), 'bind'))).toBe(comparable(link('b'.repeat(22), 'bind')));
    expect(comparable(link('A'.repeat(22), 'bind'))).not.toBe(comparable(link('A'.repeat(22), 'enter')));
  });
});

describe('the figures', () => {
  it('take the middle one, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 10])).toBe(3.5);
    expect(() => median([])).toThrow(RangeError);
  });

  it('take percentiles by the nearest rank', () => {
    const times = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1)]).toEqual([50, 99, 100]);
  });

  it('take the ratio within each round, so that a slow round does not count twice', () => {
    const summary = summarize([sample(60), sample(6), sample(50)], [sample(100), sample(10), sample(100)]);
    expect(summary.ratio).toBe(0.6);
    expect(summary.ratioRange).toEqual([0.5, 0.6]);
    expect(summary.requestsPerSecond).toBe(50);
    expect(() => summarize([sample(1)], [])).toThrow(RangeError);
  });
});

describe('the report', () => {
  it('lines up its columns, Chinese too', () => {
    expect(
      writeTable([
        ['', 'n'],
        ['绑定', '1'],
        ['ab', '22'],
      ]),
    ).toBe('      n\n绑定  1\nab    22');
  });

  it('tells a requirement that is not met, and what could not be measured', () => {
    const text = writeReport({
      takenAt: 'now',
      node: 'v20',
      machine: '2 x',
      load: [1, 2],
      settings: { rounds: 5 },
      figures: [
        {
          part: 'size',
          name: 'page',
          values: { KB: 1234.5 },
          required: { text: 'at most 1,000 KB', met: false },
        },
        { part: 'size', name: 'other', values: { KB: null }, note: 'not built' },
      ],
    });
    expect(text).toMatch(/page +1,235 +NOT MET: at most 1,000 KB/);
    expect(text).toMatch(/other +-\n/);
    expect(text).toContain('other: not built');
  });
});
