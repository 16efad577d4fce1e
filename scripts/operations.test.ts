import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parsers } from 'prettier/plugins/yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { envSchema, secretVariables } from '../config/env.ts';
import { createMetrics } from '../server/kernel/log/metrics.ts';
import { root } from './build.ts';

/* What operators are given (compose.yaml, Dockerfile, dashboard, handbook) names things that exist. */

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));
const metrics = createMetrics();
// There only with REDIS_URL.
metrics.watchRedis(() => true);
const known = new Set(metrics.registry.getMetricsAsArray().map(({ name }) => name));

describe('docs/grafana.json', () => {
  const target = z.object({ refId: z.string(), expr: z.string().min(1) });
  const panel = z.object({
    id: z.number(),
    type: z.enum(['row', 'timeseries']),
    title: z.string().min(1),
    gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
    targets: z.array(target).default([]),
  });
  const board = z
    .object({ uid: z.string(), title: z.string(), schemaVersion: z.number().min(39), panels: z.array(panel) })
    .parse(JSON.parse(read('docs/grafana.json')));
  const queries = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  it('asks for metrics that the server has', () => {
    const named = queries.flatMap((expr) => expr.match(/\b(?:hulian|nodejs|process)_[a-z0-9_]+/g) ?? []);
    const unknown = named.filter(
      (name) => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')),
    );
    expect(unknown).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(queries.length);
  });

  it('shows every metric of our own', () => {
    const own = [...known].filter((name) => name.startsWith('hulian_'));
    expect(own.filter((name) => !queries.some((expr) => expr.includes(name)))).toEqual([]);
  });

  it('has panels that lie beside each other, each with its own number', () => {
    const ids = board.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const places = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, nth) => `${x + (nth % w)} ${y + Math.floor(nth / w)}`),
    );
    expect(new Set(places).size).toBe(places.length);
    expect(board.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });
});

describe('docs/operations.md', () => {
  const text = read('docs/operations.md');

  it('says of every metric of our own what to do about it', () => {
    const own = [...known].filter((name) => name.startsWith('hulian_'));
    expect(own.filter((name) => !text.includes(`\`${name}`))).toEqual([]);
  });

  it('names commands and settings that exist', () => {
    const commands = [...text.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name ?? '');
    expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    const settings = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)/g)].map(([, name]) => name ?? '');
    const others = ['NODE_OPTIONS', 'GET_LOCK', 'TEST_DATABASE_URL'];
    expect(settings.filter((name) => !isSetting(name) && !others.includes(name))).toEqual([]);
  });
});

function isSetting(name: string): boolean {
  const bare = name.replace(/_FILE$/, '');
  if (name !== bare) return secretVariables.some((secret) => secret === bare);
  return Object.hasOwn(envSchema.shape, name);
}

describe('compose.yaml', () => {
  const service = z.object({
    command: z.union([z.string(), z.array(z.string())]).optional(),
    environment: z.record(z.string(), z.string()).default({}),
    secrets: z.array(z.string()).default([]),
    stop_grace_period: z.string().optional(),
    healthcheck: z
      .object({ test: z.array(z.string()).optional(), disable: z.string().optional() })
      .optional(),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  });
  const file = z
    .object({ services: z.record(z.string(), service), secrets: z.record(z.string(), z.unknown()) })
    .parse(readYaml(read('compose.yaml')));
  const { migrate, web, worker, scheduler, mysql, redis } = file.services;
  const ours = { migrate, web, worker, scheduler };

  it('sets variables that the server reads', () => {
    for (const [name, one] of Object.entries(ours)) {
      const set = Object.keys(one?.environment ?? {});
      expect(set, name).toContain('DATABASE_URL_FILE');
      expect(
        set.filter((variable) => !isSetting(variable)),
        name,
      ).toEqual([]);
    }
    expect([web, worker, scheduler].map((one) => one?.environment['SERVICES'])).toEqual([
      'web',
      'worker',
      'scheduler',
    ]);
    for (const {
      environment: { SERVICES },
    } of [web, worker, scheduler].flatMap((one) => one ?? [])) {
      expect(envSchema.shape.SERVICES.safeParse(SERVICES).success).toBe(true);
    }
  });

  it('runs commands that exist, migrates first, and asks /readyz', () => {
    expect(migrate?.command).toEqual(['npm', 'run', '--silent', 'migrate']);
    expect(scripts['migrate']).toBeDefined();
    expect(migrate?.depends_on['mysql']?.condition).toBe('service_healthy');
    for (const one of [web, worker, scheduler]) {
      expect(one?.command, 'the image’s own').toBeUndefined();
      expect(one?.depends_on['migrate']?.condition).toBe('service_completed_successfully');
      expect(one?.healthcheck?.test?.join(' ')).toContain('/readyz');
      expect(parseInt(one?.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(20);
    }
  });

  it('gives each secret that it names, MySQL its collation, and Redis no reason to forget', () => {
    const named = Object.values(file.services).flatMap(({ secrets }) => secrets);
    expect(named.filter((name) => !Object.hasOwn(file.secrets, name))).toEqual([]);
    expect(mysql?.command).toContain('--collation-server=utf8mb4_bin');
    expect(redis?.command).toContain('--maxmemory-policy noeviction');
  });
});

describe('the Dockerfile', () => {
  const text = read('Dockerfile');

  it('starts the bundle, gives Node its room, and runs build commands that exist', () => {
    expect(text).toMatch(/^ENV NODE_OPTIONS=--max-semi-space-size=64$/m);
    expect(text).toMatch(/^CMD \["node", "--enable-source-maps", "dist\/main\.js"\]$/m);
    const commands = [...text.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name ?? '');
    expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

interface YamlNode {
  readonly type: string;
  readonly value?: string | undefined;
  readonly anchor?: { readonly value: string } | null | undefined;
  readonly children?: readonly (YamlNode | null)[] | undefined;
}

/** YAML as prettier reads it, as plain values (texts stay texts), with anchors and merges resolved. */
function readYaml(text: string): unknown {
  const nodeSchema: z.ZodType<YamlNode> = z.object({
    type: z.string(),
    value: z.string().optional().catch(undefined),
    anchor: z.object({ value: z.string() }).nullish(),
    children: z.array(z.lazy(() => nodeSchema.nullable())).optional(),
  });
  const anchors = new Map<string, unknown>();
  const childrenOf = (node: YamlNode | null | undefined) =>
    (node?.children ?? []).flatMap((child) => (child === null ? [] : [child]));

  function inner(node: YamlNode | null | undefined): unknown {
    const [child] = childrenOf(node);
    if (child === undefined) return null;
    const value = valueOf(child);
    if (child.anchor != null) anchors.set(child.anchor.value, value);
    return value;
  }
  function valueOf(node: YamlNode): unknown {
    switch (node.type) {
      case 'plain':
      case 'quoteSingle':
      case 'quoteDouble':
        return node.value;
      case 'alias':
        return anchors.get(node.value ?? '');
      case 'sequence':
      case 'flowSequence':
        return childrenOf(node).map(inner);
      case 'mapping':
      case 'flowMapping': {
        const merged: Record<string, unknown> = {};
        const own: Record<string, unknown> = {};
        for (const { children } of childrenOf(node)) {
          const [key, value] = [String(inner(children?.[0])), inner(children?.[1])];
          if (key === '<<') Object.assign(merged, value);
          else own[key] = value;
        }
        return { ...merged, ...own };
      }
      default:
        throw new Error(`This reader knows no ${node.type}`);
    }
  }
  const tree = nodeSchema.parse(Reflect.apply(parsers.yaml.parse, parsers.yaml, [text, {}]));
  return inner(childrenOf(childrenOf(tree)[0]).find(({ type }) => type === 'documentBody'));
}
