import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { permissionNames } from '../config/permissions.ts';
import { openDatabase } from '../server/database.ts';
import { Staff } from '../server/features/access/access.entity.ts';
import { Enterprise } from '../server/features/enterprises/enterprise.entity.ts';
import { OperationRecord } from '../server/features/records/record.entity.ts';
import { root } from './build.ts';

describe('npm run enterprise', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hulian-enterprise-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const url = () => `sqlite:${join(folder, 'test.db')}`;

  async function run(...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/enterprise.ts', ...args], {
      cwd: root,
      env: {
        ...{ PATH: process.env['PATH'] ?? '', DATA_DIR: folder, DATABASE_URL: url(), SANDBOX: '0' },
        SECRET_KEY: 'k'.repeat(40),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const code = new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  }
  const create = (account: string, ...more: string[]) =>
    run(
      'create',
      '--legal-name',
      '某某公司',
      '--display-name',
      '某某',
      '--admin',
      '陈立',
      '--account',
      account,
      ...more,
    );

  it('makes an enterprise, and the operator’s own where it is asked for', async () => {
    expect(await create('chenli')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('/enter?code='),
    });
    expect(await create('boss', '--operator')).toMatchObject({ code: 0 });
    const db = await openDatabase(url());
    const kinds = (await db.installation().find(Enterprise, {}, { orderBy: { id: 'asc' } })).map(
      ({ kind }) => kind,
    );
    await db.close();
    expect(kinds).toEqual(['company', 'operator']);
  }, 60_000);

  it('gives somebody of an older version the rights of this one, and leaves a record', async () => {
    const db = await openDatabase(url());
    const em = db.acrossTenants('operator: seed');
    await em.nativeUpdate(Staff, { account: 'chenli' }, { permissions: ['quota.read'] });
    expect(await run('rights', '--account', 'chenli')).toMatchObject({ code: 0, stdout: 'Done\n' });
    expect(await run('rights', '--account', 'nobody')).toMatchObject({ code: 2 });
    const staff = await db.acrossTenants('operator: seed').findOneOrFail(Staff, { account: 'chenli' });
    expect(staff.permissions).toEqual(permissionNames);
    const [record] = await db
      .acrossTenants('operator: seed')
      .find(OperationRecord, { action: 'staff.rights_given' });
    expect(record?.before).toEqual({ permissions: ['quota.read'] });
    await db.close();
  }, 60_000);
});
