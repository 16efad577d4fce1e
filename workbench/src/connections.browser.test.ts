import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startConsole, desktop, phone, type Console } from './testing/browser.ts';
import { Refusal } from './testing/fake-routes.ts';
import { testId } from './testing/world.ts';

let site: Console;
/** Pictures for eyes, not in git. */
const pictures = join(process.cwd(), 'test-output');

async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

beforeAll(async () => {
  site = await startConsole();
}, 240_000);
afterEach(async () => {
  await site.closePages();
  site.api.reset();
});
afterAll(async () => {
  await site.close();
});

describe('connected enterprises', () => {
  for (const size of [desktop, phone]) {
    it(`show what opening takes before the button, and open once, at ${size.width} px`, async () => {
      const { page, errors } = await site.open('/connections', { size });
      await page.getByText('现有互联企业 5 家，另有 1 家自购渠道版本').waitFor();
      await picture(page, `connections-${size.width}`);
      await page.getByRole('button', { name: '开通下游企业' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('互联企业数 1，剩余 1').waitFor();
      await dialog.getByText('微信用户数 1，剩余 3').waitFor();
      await dialog.getByRole('button', { name: '开通下游企业' }).click();
      await dialog.getByText('请填写').first().waitFor();
      expect(site.api.writes).toEqual([]);
      await dialog.getByLabel('企业简称').fill('南通海汐');
      await dialog.getByLabel('企业全称').fill('南通海汐商贸有限公司');
      await dialog.getByLabel('姓名').fill('海老板');
      await dialog.getByLabel('手机号').fill('15400000077');
      await picture(page, `connections-open-${size.width}`);
      await dialog.getByRole('button', { name: '开通下游企业' }).dblclick();
      await page.getByText('已开通「南通海汐」').waitFor();
      expect(site.api.writes.filter(({ path }) => path === '/connections')).toHaveLength(1);
      await page.getByRole('dialog', { name: '南通海汐' }).waitFor();
      expect(errors).toEqual([]);
    });

    it(`are terminated with the date before the button and after it, at ${size.width} px`, async () => {
      const { page, errors } = await site.open(`/connections?open=${testId(21, 1)}`, { size });
      const drawer = page.getByRole('dialog', { name: '杭州沐泉' });
      await drawer.getByText('已绑定 1 / 共 3').waitFor();
      await picture(page, `connection-${size.width}`);
      await drawer.getByRole('button', { name: '解除互联' }).click();
      await page.getByText('可使用至 2026年12月8日 24:00').waitFor();
      await picture(page, `connection-terminate-${size.width}`);
      await page.getByRole('dialog').last().getByRole('button', { name: '解除互联' }).click();
      await drawer.getByText('已解除互联，可使用至 2026年12月8日 24:00。').waitFor();
      await drawer.getByRole('button', { name: '解除互联' }).waitFor({ state: 'detached' });
      expect(errors).toEqual([]);
    });
  }

  it('lead from the notice to the requests, which are reviewed with what they asked', async () => {
    const { page } = await site.open('/connections');
    await page.getByText('有 1 家企业等待审核').waitFor();
    await page.getByRole('button', { name: '去审核' }).click();
    await page.getByRole('cell', { name: /西安秦泉/ }).click();
    const drawer = page.getByRole('dialog', { name: '西安秦泉' });
    await drawer.getByText('秦川').waitFor();
    await picture(page, 'connection-review');
    await drawer.getByRole('button', { name: '通过申请' }).click();
    await page.getByRole('dialog').last().getByRole('button', { name: '通过申请' }).click();
    await page.getByText('已与「西安秦泉」建立互联关系').waitFor();
  });

  it('cannot be opened where a place is short, and say which', async () => {
    site.api.world.connecting.offer.enterprise.remaining = 0;
    const { page } = await site.open('/connections', { language: 'en' });
    site.api.world.me.language = 'en';
    await page.reload();
    await page.getByRole('button', { name: 'Open a downstream enterprise' }).click();
    await page.getByText('Not enough “互联企业数” quota. Add quota first.').waitFor();
    const button = page.getByRole('dialog').getByRole('button', { name: 'Open a downstream enterprise' });
    expect(await button.isDisabled()).toBe(true);
    await picture(page, 'connections-short-en');
  });

  it('are given another edition; a refusal of the server is told in the form', async () => {
    const { page } = await site.open(`/connections?open=${testId(21, 1)}`);
    site.api.refuseNext(
      `POST /connections/${testId(21, 1)}/edition`,
      new Refusal(409, 'quota.exhausted', '渠道版本已用完，没有做任何更改。'),
    );
    await page.getByRole('button', { name: '更换渠道版本' }).click();
    await picture(page, 'connection-edition');
    const dialog = page.getByRole('dialog').filter({ hasText: '「杭州沐泉」的渠道版本' });
    await dialog.getByText('经销商版，剩余 3 套').click();
    await page.getByText('不需要（下游不在系统里管理自己的生意）').last().click();
    await dialog.getByRole('button', { name: '更换渠道版本' }).click();
    await dialog.getByText('渠道版本已用完，没有做任何更改。').waitFor();
    await dialog.getByRole('button', { name: '更换渠道版本' }).click();
    await page.getByText('已更新「杭州沐泉」的渠道版本').waitFor();
  });

  it('have no buttons for who may only look', async () => {
    site.api.world.me.permissions = ['connections.read'];
    const { page } = await site.open(`/connections?open=${testId(21, 1)}`);
    await page.getByText('开通、分配版本、解除互联需要「管理互联企业」权限').waitFor();
    expect(await page.getByRole('button', { name: '解除互联' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: '开通下游企业' }).count()).toBe(0);
  });
});

describe('invitation codes', () => {
  for (const size of [desktop, phone]) {
    it(`are shown once, as a picture and a link, at ${size.width} px`, async () => {
      const { page, errors } = await site.open('/invitation-codes', { size });
      await page.getByText('春季经销商大会').waitFor();
      await picture(page, `codes-${size.width}`);
      await page.getByRole('button', { name: '生成邀请码' }).click();
      const dialog = page.getByRole('dialog', { name: '生成邀请码' });
      await dialog.getByText('通用邀请码').click();
      await dialog.getByLabel('备注').fill('展会');
      await picture(page, `code-create-${size.width}`);
      await dialog.getByRole('button', { name: '生成邀请码' }).click();
      const shown = page.getByRole('dialog', { name: '通用邀请码' });
      await shown.getByText('https://hl.example.cn/i/Zk3v0W9xQm2rT7yB1nLs4A').waitFor();
      await shown.getByRole('img', { name: '邀请二维码' }).waitFor();
      await picture(page, `code-shown-${size.width}`);
      const download = page.waitForEvent('download');
      await shown.getByRole('button', { name: '下载二维码' }).click();
      expect((await download).suggestedFilename()).toBe('邀请二维码-Zk3v.png');
      await shown.getByRole('button', { name: '已保存，关闭' }).click();
      await page.getByText('Zk3v0W9xQm2rT7yB1nLs4A').first().waitFor({ state: 'detached' });
      expect(errors).toEqual([]);
    });
  }

  it('are revoked after a question', async () => {
    const { page } = await site.open('/invitation-codes');
    await page.getByRole('button', { name: '撤回邀请码' }).click();
    await page.getByText('撤回后不能再用它建立互联关系').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '撤回邀请码' }).click();
    await page.getByText('已撤回', { exact: true }).waitFor();
  });
});

describe('our own upstreams', () => {
  it('are entered by a code or a link, and a wrong one is refused by the form or the server', async () => {
    const { page } = await site.open('/upstreams');
    await page.getByText('禾光厨电').waitFor();
    await picture(page, 'upstreams');
    await page.getByRole('button', { name: '录入邀请码' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('邀请码').fill('短');
    await dialog.getByRole('button', { name: '建立互联关系' }).click();
    await dialog.getByText('邀请码应为 22 位').waitFor();
    await dialog.getByLabel('邀请码').fill('https://hl.example.cn/i/AAAAAAAAAAAAAAAAAAAAAA');
    await dialog.getByRole('button', { name: '建立互联关系' }).click();
    await dialog.getByText('这个邀请码不能使用。').waitFor();
    await dialog.getByLabel('邀请码').fill('https://hl.example.cn/i/Zk3v0W9xQm2rT7yB1nLs4A');
    await dialog.getByRole('button', { name: '建立互联关系' }).click();
    await page.getByText('已提交').waitFor();
  });
});

describe('inviting people who have not bound', () => {
  for (const size of [desktop, phone]) {
    it(`ticks only those, asks once, and tells what came of each, at ${size.width} px`, async () => {
      const waiting = site.api.world.users.filter(({ accountState }) =>
        ['invited', 'not_invited'].includes(accountState),
      );
      const [first] = waiting;
      if (first === undefined) throw new Error('the world has nobody who waits');
      const { page, errors } = await site.open('/interconnect-users', { size });
      await page.getByRole('checkbox', { name: `选择 ${first.name}` }).check();
      await picture(page, `invite-chosen-${size.width}`);
      await page.getByRole('button', { name: '邀请 1 人' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '发送邀请' }).click();
      await page.getByText('已安排发送').waitFor();
      await picture(page, `invite-results-${size.width}`);
      await page.getByRole('button', { name: /关\s*闭/ }).click();
      await page.getByRole('button', { name: '邀请记录' }).click();
      await page
        .getByRole('dialog', { name: '邀请记录' })
        .getByText(/2026年/)
        .first()
        .waitFor();
      await picture(page, `invite-log-${size.width}`);
      expect(errors).toEqual([]);
    });
  }
});
