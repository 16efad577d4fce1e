import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createWeappRunner, type WeappRunner } from '../miniapp/sim/weapp.cjs';
import { startInstallation, type Installation } from './testing/installation.ts';
import { loginCode, messagesOf, miniAppId, oaAppId, phoneCode, settle } from './testing/people.ts';

const dist = join(process.cwd(), 'miniapp/dist/weapp');

/** The built mini program itself, booted without WeChat, against the real server and the sandbox. */
describe('the mini program for WeChat', () => {
  let product: Installation;
  let app: WeappRunner;
  beforeAll(async () => {
    expect(existsSync(join(dist, 'app.js')), 'npm run build:weapp in miniapp/ makes it').toBe(true);
    product = await startInstallation();
    app = createWeappRunner({
      dist,
      apiBase: product.url,
      appId: miniAppId,
      wx: { login: async () => ({ code: await loginCode(product, 'linxiaowen') }) },
    });
  });
  afterAll(async () => {
    app.close();
    await product.end();
  });

  it('is driven through the binding, from the guide’s link to the home page', async () => {
    await product.control('follow', { account: oaAppId, follower: 'linxiaowen' });
    const [guide] = await messagesOf(product, 'linxiaowen');
    const path = /data-miniprogram-path="([^"]+)"/.exec(guide.text)?.[1] ?? '';
    expect(path).toMatch(/^pages\/bind\/index\?t=[\w-]{22}$/);
    await app.launch(path);
    await app.waitFor('bind-agree', 15_000);
    expect(app.text()).toContain('岚汐净水');
    app.tap('bind-consent');
    await app.waitFor(() => JSON.stringify(app.node('bind-consent')).includes('hl-check__box--on'));
    app.tap('bind-agree');
    await app.waitFor('phone-button', 15_000);
    const code = await phoneCode(product, 'linxiaowen');
    app.fire('phone-button', 'getphonenumber', { code, errMsg: 'getPhoneNumber:ok' });
    await app.waitFor('bind-success', 15_000);
    expect(app.text()).toContain('杭州沐泉');
    app.tap('bind-home');
    await app.waitFor('home-company', 15_000);
    expect(app.route).toBe('pages/home/index');
    expect(app.idsLike('home-tile-').sort()).toEqual([
      'home-tile-account',
      'home-tile-notices',
      'home-tile-salesperson',
    ]);
    expect(app.errors).toEqual([]);
  });

  it('has told both sides by then', async () => {
    await settle(product);
    const mine = await messagesOf(product, 'linxiaowen');
    expect(mine.filter((message) => message.via === 'template')).toHaveLength(1);
  });
});
