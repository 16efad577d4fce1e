import { createServer, type RequestListener } from 'node:http';

import { describe, expect, it } from 'vitest';

import { allGroups } from './all-groups.ts';
import { countOutcomes, allCases, exitCodeOf, writeReport } from './report.ts';
import { runCases, UnreachableError } from './run.ts';
import { faults, type Fault } from './testing/reference-server.ts';
import { idsOf, runReference, targetOf, toldOf } from './testing/run-against.ts';

const cases = allGroups.flatMap((group) => group.cases);

describe('the cases', () => {
  it('are more than 120, each under an id of its own group, in both languages', () => {
    expect(allGroups.map(({ id }) => id)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9']);
    expect(cases.length).toBeGreaterThan(120);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { id, cases: own } of allGroups) {
      for (const one of own) {
        expect(one.id).toMatch(new RegExp(`^${id}\\.\\d{2,3}$`));
        for (const text of [one.sent, one.expected, one.why]) {
          expect(text.en).not.toBe('');
          expect(text['zh-CN']).not.toBe('');
        }
      }
    }
  });
});

/** A server that says the same to everything. */
async function withAnswer<T>(listener: RequestListener, use: (url: URL) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  try {
    return await use(
      new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/wx`),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const always =
  (status: number, body: string): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status).end(body);
  };

describe('a server that does not look at what it is sent', () => {
  const groupsWith = (ids: readonly string[]) => new Set(ids.map((id) => id.slice(0, 2)));
  const options = { answerWord: '绑定', fuzz: 6, deadlineMs: 1_500 };

  it('fails in every group when it answers 200 to everything', async () => {
    const results = await withAnswer(always(200, 'success'), (url) =>
      runCases(targetOf(url), allGroups, options),
    );
    const failed = idsOf(results, 'failed');
    expect(failed.length).toBeGreaterThan(90);
    expect(groupsWith(failed).size).toBe(9);
    expect(exitCodeOf(results)).toBe(1);
  });

  it('fails in every group when it answers 401 to everything', async () => {
    const results = await withAnswer(always(401, ''), (url) => runCases(targetOf(url), allGroups, options));
    const failed = idsOf(results, 'failed');
    expect(failed.length).toBeGreaterThan(50);
    expect(groupsWith(failed).size).toBe(9);
    expect(exitCodeOf(results)).toBe(1);
  });

  it('fails nearly everywhere when it answers 500, or a page', async () => {
    for (const listener of [always(500, ''), always(200, '<html>welcome</html>')]) {
      const results = await withAnswer(listener, (url) => runCases(targetOf(url), allGroups, options));
      const { failed, passed } = countOutcomes(allCases(results));
      expect(failed).toBeGreaterThan(2 * passed);
    }
  });

  it('is given up when it never ends its answer, and everything after that is no pass', async () => {
    const drip: RequestListener = (request, response) => {
      request.resume();
      response.writeHead(200);
      const timer = setInterval(() => response.write('s'), 20);
      response.once('close', () => {
        clearInterval(timer);
      });
    };
    // The first answer is whole, for nobody to take it for an address where nobody is.
    let first = true;
    const listener: RequestListener = (request, response) => {
      (first ? always(200, 'success') : drip)(request, response);
      first = false;
    };
    const results = await withAnswer(listener, (url) =>
      runCases(targetOf(url), allGroups, { ...options, deadlineMs: 200 }),
    );
    const { passed, failed, skipped } = countOutcomes(allCases(results));
    expect({ passed, exit: exitCodeOf(results) }).toEqual({ passed: 0, exit: 1 });
    expect(failed).toBeGreaterThan(5);
    expect(skipped).toBeGreaterThan(cases.length - 20);
    expect(writeReport(targetOf(new URL('http://a')), results, 'en')).toContain('no longer answers');
  });

  it('is not judged where nobody listens', async () => {
    await expect(runCases(targetOf(new URL('http://127.0.0.1:9/')), allGroups, options)).rejects.toThrow(
      UnreachableError,
    );
  });
});

describe('a right server of another make', () => {
  it.each([
    ['official-account', 'safe'],
    ['official-account', 'compatible'],
    ['official-account', 'plain'],
    ['mini-program', 'safe'],
    ['wecom', 'safe'],
  ] as const)(
    '%s in %s mode fails nowhere, though it does not follow each advice',
    { timeout: 90_000 },
    async (channel, mode) => {
      const results = await runReference({ channel, mode });
      expect(toldOf(results, 'failed')).toEqual([]);
      expect(idsOf(results, 'advised').length).toBeGreaterThan(10);
      expect(idsOf(results, 'passed').length).toBeGreaterThan(120);
      expect(exitCodeOf(results)).toBe(0);
    },
  );

  it(
    'lends nothing: what needs its help is skipped with the reason, never passed',
    { timeout: 60_000 },
    async () => {
      const lent = new Set(['answer-word', 'mirror', 'effects', 'canary']);
      const ids = cases.filter(({ needs }) => needs.some((need) => lent.has(need))).map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(60);
      const nothing = {
        answerWord: undefined,
        mirrorPrefix: undefined,
        effects: undefined,
        canary: undefined,
      };
      const results = await runReference({ only: ids, options: nothing });
      expect(allCases(results).filter(({ outcome }) => outcome !== 'skipped')).toEqual([]);
      expect(allCases(results).filter(({ came }) => !/^(needs --|only )/.test(came.en))).toEqual([]);
      // Nothing was judged: that is no success.
      expect(exitCodeOf(results)).toBe(2);
    },
  );
});

/** What a fault must be found by; where it is only unwise, the advice that tells. */
const found: Readonly<Record<Fault, { failed?: readonly string[]; advised?: readonly string[] }>> = {
  'wrong-signature': { failed: ['R1.12', 'R1.14', 'R1.20', 'R2.02', 'R2.09', 'R5.14'] },
  'no-signature': { failed: ['R1.12', 'R1.13', 'R5.12'] },
  'undefined-token': { failed: ['R1.22'] },
  'mode-by-request': { failed: ['R1.40', 'R1.42', 'R2.07', 'R2.08'] },
  'body-not-signed': { failed: ['R1.46', 'R1.47', 'R2.02'] },
  'last-name-wins': { advised: ['R1.25'] },
  'list-names-crash': { failed: ['R1.23', 'R1.29', 'R5.18', 'R5.22'] },
  'no-window': { failed: ['R3.52', 'R3.53', 'R3.56', 'R3.61', 'R4.10', 'R4.20', 'R4.50'] },
  'nan-passes': { failed: ['R3.61', 'R3.62'] },
  'only-the-past': { failed: ['R3.53', 'R3.55', 'R4.21'] },
  'retry-differs': { failed: ['R3.20', 'R3.22', 'R3.23'] },
  'retry-silent': { advised: ['R3.20', 'R3.22'] },
  'retry-refused': { failed: ['R3.10', 'R3.12', 'R8.301'] },
  'no-dedupe': { failed: ['R3.30', 'R3.32', 'R3.33', 'R8.301'] },
  'dedupe-in-process': { failed: ['R3.34'] },
  'echo-unsigned': { failed: ['R5.10', 'R5.11', 'R5.14'] },
  'echo-as-page': { failed: ['R5.07'], advised: ['R5.05'] },
  'echo-quoted': { failed: ['R5.01', 'R5.90'] },
  'echo-never': { failed: ['R5.01', 'R5.02', 'R5.90'] },
  doctype: { failed: ['R6.101', 'R6.105', 'R6.107', 'R6.201', 'R6.204'] },
  'entities-visited': { failed: ['R6.102', 'R6.104', 'R6.60'] },
  'garbage-500': { failed: ['R1.14', 'R6.124', 'R6.130', 'R9.10', 'R9.60'] },
  'one-at-a-time': { failed: ['R6.46'] },
  'waits-for-bodies': { advised: ['R6.47'] },
  'raw-cdata': { failed: ['R7.20', 'R7.22', 'R7.30', 'R7.32', 'R7.33'] },
  'clear-reply': { failed: ['R7.06'] },
  'addresses-kept': { failed: ['R7.03', 'R7.04'] },
  'fixed-random': { failed: ['R7.09'] },
  'second-ciphertext': { failed: ['R6.50'] },
  'plain-half': { failed: ['R1.51'] },
  'event-by-second': { failed: ['R8.204', 'R8.205', 'R8.211'] },
  'message-by-id': { failed: ['R8.202', 'R8.41'] },
  'message-id-as-number': { failed: ['R8.203'] },
  'user-only-key': { failed: ['R8.201', 'R8.206'] },
  'padding-crash': { failed: ['R9.10', 'R9.12'] },
  'padding-of-16': { failed: ['R9.04', 'R9.06'] },
  'length-unchecked': { failed: ['R9.23', 'R9.24'] },
  'receiver-unchecked': { failed: ['R9.40', 'R9.41', 'R9.45'] },
  'tells-why': { advised: ['R9.71'] },
  'stack-trace': { failed: ['R9.80'] },
};

describe('a fault is found, and only with it (each by its name)', () => {
  it.each(faults)('%s', { timeout: 60_000 }, async (fault) => {
    const { failed = [], advised = [] } = found[fault];
    const named = [...failed, ...advised];
    // R9.80 looks back on what others were answered.
    const only = [...named, ...(fault === 'stack-trace' ? ['R9.10'] : [])];
    const deadline = bodies.has(fault) ? { options: { deadlineMs: 1_500 } } : {};
    const wrong = await runReference({ faults: [fault], only, ...deadline });
    expect(idsOf(wrong, 'failed')).toEqual(expect.arrayContaining([...failed]));
    expect(idsOf(wrong, 'advised')).toEqual(expect.arrayContaining([...advised]));
    const right = await runReference({ only: named });
    const passed = idsOf(right, 'passed');
    expect(failed.filter((id) => !passed.includes(id) && !softly.has(id))).toEqual([]);
    expect(idsOf(right, 'failed')).toEqual([]);
    expect(advised.filter((id) => !passed.includes(id) && !softly.has(id))).toEqual([]);
  });
});

/** Found by waiting for what never comes; the others wait as long as the platforms. */
const bodies = new Set<Fault>(['one-at-a-time', 'waits-for-bodies']);

/** Where the reference server itself does not follow the advice; with the fault it fails. */
const softly = new Set(['R1.51', 'R5.22', 'R6.50', 'R6.124']);
