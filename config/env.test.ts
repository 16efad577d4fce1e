import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { ConfigError, createConfig, envSchema, secretVariables } from './env.ts';

function problemsOf(env: Record<string, string>, read?: (path: string) => string): readonly string[] {
  try {
    createConfig(env, read);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing in development: SQLite, the sandbox, the demo', () => {
    const config = createConfig({});
    expect(config).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: 'sqlite:data/hulian.db',
      sandbox: { on: true, port: 3100 },
      demo: true,
      services: ['web', 'worker', 'scheduler'],
    });
    expect(config.sms?.baseUrl).toBe('http://127.0.0.1:3100/sms');
  });

  it('lists all problems at once', () => {
    const problems = problemsOf({
      PORT: 'x',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'postgres://x',
      SERVICES: 'web,disco',
    });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/PORT[\s\S]*DATABASE_URL[\s\S]*SERVICES[\s\S]*LOG_LEVEL/);
  });

  it('refuses production without key and address, with the sandbox, or over http', () => {
    expect(problemsOf({ NODE_ENV: 'production', SANDBOX: '1' }).join()).toMatch(
      /SANDBOX.*SECRET_KEY.*PUBLIC_URL/,
    );
    const secret = 'k'.repeat(40);
    const http = { NODE_ENV: 'production', SECRET_KEY: secret, PUBLIC_URL: 'http://hl.example.cn' };
    expect(problemsOf(http)).toEqual(['PUBLIC_URL: must be https in production']);
    const config = createConfig({ ...http, PUBLIC_URL: 'https://hl.example.cn/' });
    expect([config.publicUrl, config.sandbox.on, config.demo, config.sms]).toEqual([
      'https://hl.example.cn',
      false,
      false,
      undefined,
    ]);
  });

  it('reads secrets from files, and refuses both at once', () => {
    const read = (path: string) => {
      if (path !== '/run/secrets/key') throw new Error('no such file');
      return `${'f'.repeat(40)}\n`;
    };
    expect(createConfig({ SECRET_KEY_FILE: '/run/secrets/key' }, read).secretKey).toBe('f'.repeat(40));
    expect(problemsOf({ SECRET_KEY_FILE: '/elsewhere' }, read)).toEqual([
      'SECRET_KEY_FILE cannot be read: /elsewhere',
    ]);
    const both = { SECRET_KEY_FILE: '/run/secrets/key', SECRET_KEY: 'k'.repeat(40) };
    expect(problemsOf(both, read)[0]).toMatch(/both set/);
  });

  it('takes SMS whole or not at all, and editions only if they can be read', () => {
    expect(problemsOf({ SMS_SECRET_ID: 'id' })[0]).toMatch(/set all of them or none/);
    expect(problemsOf({ EDITIONS: '{' })[0]).toMatch(/^EDITIONS/);
    expect(problemsOf({ EDITIONS: '[{"key":"dealer","names":{"zh-CN":"x","en":"x"}}]' })[0]).toMatch(
      /same key/,
    );
    const added = createConfig({ EDITIONS: '[{"key":"vip","names":{"zh-CN":"尊享版","en":"Premium"}}]' });
    expect(added.editions.map(({ key }) => key)).toContain('vip');
  });

  it('is documented: .env.example names every variable, and no other', () => {
    const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
    const named = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect([...named].sort()).toEqual(Object.keys(envSchema.shape).sort());
    for (const name of secretVariables) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`));
      expect(lines.slice(Math.max(0, at - 2), at).join(' '), name).toMatch(/\*_FILE/);
    }
  });
});
