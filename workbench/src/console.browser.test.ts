import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { goWithin } from '../../server/testing/browser.ts';
import { startConsole, desktop, phone, type Console } from './testing/browser.ts';
import { Refusal } from './testing/fake-routes.ts';
import { testId } from './testing/world.ts';

let site: Console;

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

const pages = [
  { path: '/', zh: '总览', en: 'Overview' },
  { path: '/interconnect-users', zh: '互联用户', en: 'Interconnect users' },
  { path: '/binding-requests', zh: '绑定求助', en: 'Binding requests' },
  { path: `/binding-requests/${testId(6, 1)}`, zh: '林晓雯', en: '林晓雯' },
  { path: '/quota', zh: '互联额度', en: 'Quota' },
  { path: '/basic-information', zh: '基础信息', en: 'Basic information' },
  { path: '/plug-ins', zh: '业务插件', en: 'Plug-ins' },
  { path: '/operation-records', zh: '操作记录', en: 'Operation records' },
  { path: '/connections', zh: '互联企业', en: 'Connected enterprises' },
  { path: '/invitation-codes', zh: '邀请码', en: 'Invitation codes' },
  { path: '/edition-uses', zh: '版本使用记录', en: 'Edition use' },
  { path: '/upstreams', zh: '上游企业', en: 'Upstream enterprises' },
  { path: '/follow-guides', zh: '关注引导语', en: 'Follow guide' },
  { path: '/template-messages', zh: '模板消息', en: 'Template messages' },
  { path: '/template-messages/account-bound', zh: '绑定成功', en: '绑定成功' },
  { path: '/deliveries', zh: '发送记录', en: 'Deliveries' },
  { path: '/channels', zh: '渠道接入', en: 'Channels' },
  { path: `/channels/${testId(2, 1)}`, zh: '岚汐净水服务号', en: '岚汐净水服务号' },
  { path: '/channels/connect/wecom', zh: '接入企业微信应用', en: 'Connect a WeCom application' },
  { path: '/received-callbacks', zh: '收到的回调', en: 'Received callbacks' },
  { path: '/prices', zh: '价目', en: 'Prices' },
  { path: '/merchant', zh: '商户号', en: 'Merchant' },
  { path: '/failed-work', zh: '失败任务', en: 'Failed work' },
];

describe('every page', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    for (const size of [desktop, phone]) {
      const byAddress = language === 'zh-CN' && size === desktop;
      it(`${byAddress ? 'opens by its address' : 'is reached'} at ${size.width} px in ${language} and fits the screen`, async () => {
        site.api.world.me.language = language;
        const { page, errors } = await site.open('/', { size, language });
        for (const one of pages) {
          const address = `/workbench${one.path}`;
          if (byAddress) await page.goto(`${site.api.origin}${address}`);
          else await goWithin(page, address);
          const title = language === 'en' ? one.en : one.zh;
          await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
          await page.locator('main .ant-skeleton').first().waitFor({ state: 'detached' });
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width, one.path).toBeLessThanOrEqual(size.width);
          expect(await page.title()).toContain(title);
        }
        expect(errors).toEqual([]);
      }, 300_000);
    }
  }
});

describe('who may see what', () => {
  it('leaves pages without permission out of the navigation and says why at their address', async () => {
    site.api.world.me.permissions = ['accounts.read'];
    const { page } = await site.open('/channels');
    await page.getByText('没有权限查看此页面').waitFor();
    expect(await page.getByText('「查看渠道接入」').count()).toBe(1);
    const links = await page.getByRole('navigation').getByRole('link').allInnerTexts();
    expect(links.map((text) => text.trim().split('\n')[0])).toEqual([
      '总览',
      '互联用户',
      '账号注销',
      '绑定求助',
      '注册记录',
    ]);
  });

  it('shows accounts without the buttons that this person may not use', async () => {
    site.api.world.me.permissions = ['accounts.read'];
    const { page } = await site.open('/interconnect-users');
    await page.getByRole('cell', { name: /周建国/ }).waitFor();
    expect(await page.getByRole('button', { name: '停用账号' }).count()).toBe(0);
  });
});

describe('signing in', () => {
  it('leads to the sign-in page when the session is over, and back to the page of before', async () => {
    site.api.signedIn = false;
    const { page } = await site.open('/deliveries?state=failed');
    const button = page.getByRole('link', { name: '用企业微信登录' });
    await button.waitFor();
    expect(await button.getAttribute('href')).toBe(
      `/api/v1/oauth/wecom/start?redirect=${encodeURIComponent('/workbench/deliveries?state=failed')}`,
    );
  });

  it('says for each refusal what happened and whose turn it is', async () => {
    const { page } = await site.open('/sign-in?error=staff.disabled');
    await page.getByText('员工账号已停用。请联系本企业的互联管理员。').waitFor();
    await page.goto(`${site.api.origin}/workbench/sign-in?error=oauth.not_member`);
    await page.getByText('不是此企业的成员').waitFor();
    await page.goto(`${site.api.origin}/workbench/sign-in?error=sign_in.no_desktop`);
    await page.getByText('在手机企业微信里可以照常打开工作台').waitFor();
  });

  it('turns a one-time link into a session and takes the code out of the address', async () => {
    site.api.signedIn = false;
    const { page } = await site.open('/enter?code=Zk3v0W9xQm2rT7yB1nLs4A');
    await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
    expect(page.url()).not.toContain('code=');
    expect(site.api.writes.filter((write) => write.path === '/sessions/staff-link')).toHaveLength(1);
  });

  it('signs out through the own menu', async () => {
    const { page } = await site.open('/');
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('link', { name: '用企业微信登录' }).waitFor();
    expect(site.api.signedIn).toBe(false);
  });
});

describe('language', () => {
  it('is switched in the own menu, saved, and sent with the next requests', async () => {
    const { page } = await site.open('/interconnect-users');
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Interconnect users' }).waitFor();
    expect(site.api.world.me.language).toBe('en');
    await page.getByRole('button', { name: 'Disable account' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click();
    await page.getByText('Disabled the account of 周建国').waitFor();
    expect(site.api.writes.at(-1)).toMatchObject({ language: 'en' });
  });
});

describe('interconnect users', () => {
  it('asks with the verb on the button before an account is disabled, and once only', async () => {
    const { page } = await site.open('/interconnect-users');
    await page.getByRole('button', { name: '停用账号' }).first().click();
    const ask = page.getByRole('dialog');
    await ask.getByText('停用「周建国」的互联账号？').last().waitFor();
    expect(site.api.writes).toEqual([]);
    await ask.getByRole('button', { name: '停用账号' }).click();
    await page.getByText('已停用 周建国 的账号').waitFor();
    expect(site.api.writes).toHaveLength(1);
    expect(site.api.writes[0]?.path).toBe(`/interconnect-users/${testId(5, 1)}/disable`);
    expect(site.api.writes[0]?.idempotencyKey).toMatch(/^[\da-f]{32}$/);
  });

  it('asks once and writes once, however quickly a button is clicked again', async () => {
    const { page } = await site.open('/interconnect-users');
    await page.getByRole('button', { name: '停用账号' }).first().dblclick();
    const ask = page.getByRole('dialog');
    await ask.getByRole('button', { name: '停用账号' }).dblclick();
    await page.getByText('已停用 周建国 的账号').waitFor();
    await ask.first().waitFor({ state: 'detached' });
    expect(site.api.writes).toHaveLength(1);
    await page.goto(`${site.api.origin}/workbench/follow-guides`);
    await page.locator('textarea').first().fill('{link:绑定}');
    await page.getByRole('button', { name: '保存' }).dblclick();
    await page.getByText('已保存').first().waitFor();
    expect(site.api.writes.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
    expect(await page.getByText('已保存').count()).toBe(1);
  });

  it('keeps search and filters in the address, so that a link shows the same list', async () => {
    const { page } = await site.open('/interconnect-users');
    await page.getByPlaceholder('搜索姓名、企业或手机号').fill('杭州');
    await page.getByText('共 3 条').waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('杭州');
    await page.goto(`${site.api.origin}/workbench/interconnect-users?accountState=disabled`);
    await page.getByText('共 1 条').waitFor();
    await page.goto(`${site.api.origin}/workbench/interconnect-users?search=nobody`);
    await page.getByText('没有符合条件的记录').waitFor();
  });

  it('pages by cursor, and asks what an export is for before the server makes it', async () => {
    const [first] = site.api.world.users;
    if (first === undefined) throw new Error('the world has users');
    site.api.world.users = Array.from({ length: 60 }, (_, index) => ({
      ...first,
      id: testId(5, index + 1),
      name: `=联系人${index + 1}`,
    }));
    const { page } = await site.open('/interconnect-users');
    await page.getByText('已显示 50 条，还有更多').waitFor();
    await page.getByRole('button', { name: '加载更多' }).click();
    await page.getByText('共 60 条').waitFor();
    await page.getByRole('button', { name: '导出' }).click();
    const submit = page.getByRole('dialog').getByRole('button', { name: /导出互联用户$/ });
    expect(await submit.isDisabled()).toBe(true);
    await page.getByLabel('导出原因').fill('年度盘点');
    expect(await submit.isEnabled()).toBe(true);
  });
});

describe('a wrong-phone request on a phone', () => {
  it('is answered with one tap that writes the phone and binds', async () => {
    const { page } = await site.open(`/binding-requests/${testId(6, 1)}`, { size: phone });
    await page.getByText('154****0092').waitFor();
    await page.getByRole('button', { name: '改为这个手机号并绑定' }).first().click();
    await page.getByText('已改用新手机号，并为 林晓雯 完成绑定').waitFor();
    await page.getByText('已处理').first().waitFor();
    expect(site.api.writes.at(-1)?.body).toEqual({
      action: 'use_phone',
      interconnectUserId: testId(5, 2),
    });
  });

  it('says so when a colleague was faster', async () => {
    const { page } = await site.open(`/binding-requests/${testId(6, 1)}`, { size: phone });
    await page.getByText('154****0092').waitFor();
    site.api.refuseNext(
      `POST /binding-requests/${testId(6, 1)}/resolve`,
      new Refusal(409, 'binding.request_closed', '这条求助已处理过。'),
    );
    await page.getByRole('button', { name: '改为这个手机号并绑定' }).first().click();
    await page.getByText('这条求助已处理过。').waitFor();
  });
});

describe('the follow guide', () => {
  it('shows the chat while typing and counts lines, bytes and links', async () => {
    const { page } = await site.open('/follow-guides');
    const text = page.getByRole('textbox', { name: '文字' });
    await text.fill('欢迎');
    await page.getByText('1 / 4 行').waitFor();
    await page.getByText('6 / 600 字节').waitFor();
    await page.getByText('0 / 1 个链接').waitFor();
    await page.getByRole('button', { name: /品牌/ }).click();
    await page.getByRole('button', { name: /链接/ }).click();
    expect(await text.inputValue()).toBe('欢迎{brand}{link:点这里绑定}');
    await page.getByLabel('聊天预览').getByText('点这里绑定').waitFor();
    await page.getByLabel('聊天预览').getByText('欢迎岚汐净水').waitFor();
  });

  it('keeps what was typed when someone else saved first, and lets the person decide', async () => {
    const { page } = await site.open('/follow-guides');
    await page.getByRole('textbox', { name: '文字' }).fill('我的新文字{link:绑定}');
    const [guide] = site.api.world.guides;
    if (guide === undefined) throw new Error('the world has a guide');
    guide.unbound = { ...guide.unbound, text: '同事的文字{link:绑定}' };
    guide.version += 1;
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('内容刚被别人修改过，没有保存').waitFor();
    await page.getByText('同事的文字{link:绑定}').waitFor();
    expect(await page.getByRole('textbox', { name: '文字' }).inputValue()).toBe('我的新文字{link:绑定}');
    await page.getByRole('button', { name: '用我的内容覆盖' }).click();
    await page.getByText('已保存').waitFor();
    expect(site.api.world.guides[0]?.unbound.text).toBe('我的新文字{link:绑定}');
    expect(site.api.writes.filter((write) => write.method === 'PATCH').map((write) => write.ifMatch)).toEqual(
      ['"5"', '"6"'],
    );
  });

  it('asks before unsaved words are left behind', async () => {
    const { page } = await site.open('/follow-guides');
    await page.getByRole('textbox', { name: '文字' }).fill('还没保存');
    await page.getByRole('link', { name: '总览' }).click();
    await page.getByText('还有未保存的修改').last().waitFor();
    await page.getByRole('button', { name: '留在此页' }).click();
    expect(await page.getByRole('textbox', { name: '文字' }).inputValue()).toBe('还没保存');
  });
});

describe('connecting a channel', () => {
  it('names each check that the platform refused, keeps the input, and connects when corrected', async () => {
    const { page } = await site.open('/channels/connect/wecom');
    await page.getByText('（可选）').waitFor();
    await page.getByLabel('名称').fill('互联工作台');
    await page.getByLabel('企业ID（CorpID）').fill('wwa0c1a17300000003');
    await page.getByLabel('AgentId').fill('abc');
    await page.getByLabel('应用 Secret').fill('sandbox-wecom-agent-secret');
    await page.getByRole('button', { name: '检测并接入' }).click();
    await page.getByText('请填写 AgentId，只含数字。').waitFor();
    await page.getByLabel('AgentId').fill('1000002');
    site.api.refuseNext(
      'POST /channel-accounts',
      new Refusal(422, 'channel.check_failed', '接入没有成功：密钥不对', {
        checks: [
          {
            key: 'credentials',
            state: 'failed',
            platformCode: '40001',
            message: '企业微信不认这个密钥。',
            remedy: '到应用详情重新查看 Secret。',
          },
        ],
      }),
    );
    await page.getByRole('button', { name: '检测并接入' }).click();
    await page.getByText('接入没有成功：密钥不对').waitFor();
    await page.getByText('到应用详情重新查看 Secret。').waitFor();
    expect(await page.getByLabel('企业ID（CorpID）').inputValue()).toBe('wwa0c1a17300000003');
    await page.getByRole('button', { name: '检测并接入' }).click();
    await page.getByText('「互联工作台」已接入').waitFor();
    await page.getByText('LanxiServiceAccountSandboxKey00000000000001').waitFor();
  });

  it('shows Token and key only after a tap, and explains the rotation before it happens', async () => {
    const { page } = await site.open(`/channels/${testId(2, 1)}`);
    await page.getByRole('button', { name: '显示 Token 与 EncodingAESKey' }).waitFor();
    expect(await page.getByText('lanxiservicetoken01').count()).toBe(0);
    await page.getByRole('button', { name: '显示 Token 与 EncodingAESKey' }).click();
    await page.getByText('lanxiservicetoken01').waitFor();
    await page.getByRole('button', { name: '轮换 Token 与密钥' }).click();
    await page.getByRole('dialog').getByText('24 小时').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '轮换 Token 与密钥' }).click();
    await page.getByText('freshtoken02').waitFor();
    await page.getByText('旧的一对有效至 2026年11月25日 18:30').waitFor();
  });
});

describe('template messages', () => {
  it('refuses a value that its field cannot hold before it is sent anywhere', async () => {
    const { page } = await site.open('/template-messages/account-bound');
    await page.getByRole('textbox', { name: '备注' }).fill('字'.repeat(21));
    await page.getByText('代入示例后不符合要求：最多 20 个字，不换行').waitFor();
    await page.getByRole('button', { name: '保存' }).click();
    expect(site.api.writes.filter((write) => write.method === 'PUT')).toEqual([]);
    await page.getByRole('textbox', { name: '备注' }).fill('如有疑问请联系业务员');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    expect(site.api.world.mappings[0]?.fields['thing4']).toBe('如有疑问请联系业务员');
  });

  it('sends a test to a bound person who was chosen', async () => {
    const { page } = await site.open('/template-messages/account-bound');
    await page.getByRole('combobox', { name: '选择已绑定的互联用户' }).click();
    await page.getByText('周建国 · 杭州沐泉 · 154****0001').click();
    await page.getByRole('button', { name: '发送测试消息' }).click();
    await page.getByText('发给 周建国：已提交').waitFor();
  });
});

describe('deliveries and failed work', () => {
  it('refreshes itself until the last message is final', async () => {
    const { page } = await site.open('/deliveries');
    await page.getByText('平台审核中').first().waitFor();
    for (const row of site.api.world.deliveries) {
      if (row.state === 'in_review') Object.assign(row, { state: 'delivered', stateLabel: '已送达' });
    }
    await page.getByText('平台审核中').first().waitFor({ state: 'detached' });
  });

  it('asks first where the message may have arrived already', async () => {
    const { page } = await site.open('/deliveries?state=unknown');
    await page.getByRole('button', { name: '重新发送' }).click();
    await page.getByText('重新发送可能使其收到两条').waitFor();
    expect(site.api.writes).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '重新发送' }).click();
    await page.getByText('已重新发送').waitFor();
  });

  it('runs everything shown again and tells what did not succeed', async () => {
    site.api.refuseNext(
      `POST /failed-work/job/${testId(8, 2)}/retry`,
      new Refusal(503, 'service.unavailable', '服务暂时不可用，请稍后再试。'),
    );
    const { page } = await site.open('/failed-work');
    await page.getByRole('button', { name: '全部重新执行' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '全部重新执行' }).click();
    await page.getByText('1 项已重新排队，1 项没有成功').waitFor();
    await page.getByText('共 1 条').waitFor();
  });
});

describe('received callbacks', () => {
  for (const size of [desktop, phone]) {
    it(`show what came of each, and are replayed once, at ${size.width} px`, async () => {
      const { page, errors } = await site.open('/received-callbacks', { size });
      const first = size === phone ? '查看详情' : '';
      if (first === '')
        await page
          .getByRole('cell', { name: /event:subscribe/ })
          .first()
          .click();
      else await page.getByRole('button', { name: first }).first().click();
      const drawer = page.getByRole('dialog', { name: '关注' });
      await drawer.getByText('处理收到的回调').waitFor();
      await drawer.getByText('由这个回调写入').waitFor();
      await drawer.getByText('关注引导').waitFor();
      await drawer.getByRole('button', { name: '重放' }).click();
      await page.getByText('重放这个回调？').last().waitFor();
      expect(site.api.writes).toEqual([]);
      await page.getByRole('dialog').last().getByRole('button', { name: '重放' }).click();
      await page.getByText('已排队，处理后会更新结果').waitFor();
      await drawer.getByText('待处理').waitFor();
      await drawer.getByRole('button', { name: '重放' }).waitFor({ state: 'detached', timeout: 3_000 });
      expect(site.api.writes.map(({ path }) => path)).toEqual([`/received-callbacks/${testId(9, 1)}/replay`]);
      expect(errors).toEqual([]);
    });
  }

  it('are narrowed by kind and time, which stay in the address', async () => {
    const { page } = await site.open('/received-callbacks?kind=event:other');
    await page.getByText('共 1 条').waitFor();
    await page.getByRole('cell', { name: /LOCATION/ }).waitFor();
    await page.getByRole('combobox', { name: '收到时间' }).click();
    await page.getByText('最近 1 小时').click();
    await page.waitForURL(/period=1h/);
  });

  it('have no replay for who may only read, nor where no feature uses them', async () => {
    site.api.world.me.permissions = ['channels.read'];
    const { page } = await site.open('/received-callbacks');
    await page
      .getByRole('cell', { name: /event:subscribe/ })
      .first()
      .click();
    await page.getByText('由这个回调写入').waitFor();
    expect(await page.getByRole('button', { name: '重放' }).count()).toBe(0);
  });
});

describe('comparing followers', () => {
  it('shows what was made up for and what the brake held, and begins another one', async () => {
    const { page } = await site.open(`/channels/${testId(2, 1)}`);
    await page.getByText('补上关注 2 人，取消关注 1 人。').waitFor();
    await page.getByText('列表里缺少的人太多（208 人）').waitFor();
    await page.getByRole('button', { name: '立即核对' }).click();
    await page.getByText('已开始核对').waitFor();
    await page.getByText('手动').waitFor();
    expect(site.api.writes.map(({ path }) => path)).toEqual([
      `/channel-accounts/${testId(2, 1)}/compare-followers`,
    ]);
  });
});

describe('a comparison that the brake stopped', () => {
  it('is waved through by who may, with the number that he saw', async () => {
    const { comparisons } = site.api.world;
    comparisons.shift();
    Object.assign(comparisons[0] ?? {}, { canConfirm: true });
    const { page } = await site.open(`/channels/${testId(2, 1)}`);
    const offered = page.getByRole('button', { name: '确认已离开' });
    await offered.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('把这 208 人改为取消关注').waitFor();
    await dialog.getByRole('button', { name: '确认已离开' }).click();
    await page.getByText('取消关注 208 人。').waitFor();
    await offered.waitFor({ state: 'detached' });
    expect(site.api.writes.map(({ path, body }) => [path, body])).toEqual([
      [`/reconciliation-runs/${testId(10, 2)}/confirm`, { heldBack: 208 }],
    ]);
  });

  it('is not offered to who may only look', async () => {
    Object.assign(site.api.world.comparisons[0] ?? {}, { state: 'stopped', canConfirm: true });
    site.api.world.me.permissions = ['channels.read'];
    const { page } = await site.open(`/channels/${testId(2, 1)}`);
    await page.getByRole('heading', { name: '关注者核对' }).waitFor();
    await page.getByText('列表里缺少的人太多（208 人）').waitFor();
    expect(await page.getByRole('button', { name: '确认已离开' }).count()).toBe(0);
  });
});

describe('comparing members of WeCom', () => {
  it('says who left and who came back, in words that fit', async () => {
    const { channels, comparisons } = site.api.world;
    for (const channel of channels) if (channel.id === testId(2, 2)) channel.kind = 'wecom';
    for (const run of comparisons) Object.assign(run, { subject: 'members', follows: 0, unfollows: 0 });
    Object.assign(comparisons[0] ?? {}, { left: 1, returned: 2 });
    const { page } = await site.open(`/channels/${testId(2, 2)}`);
    await page.getByRole('heading', { name: '成员核对' }).waitFor();
    await page.getByText('补上离开 1 人，回来 2 人。').waitFor();
  });
});

describe('what the operator sells and whom it pays', () => {
  it('adds a price version in integer fen, and refuses a third decimal', async () => {
    const { page } = await site.open('/prices');
    await page.getByText('当前').waitFor();
    await page.getByRole('button', { name: '新增价目版本' }).click();
    const field = page.getByLabel('互联企业数（元 / 家 / 年）');
    await field.fill('19.999');
    await page.getByRole('dialog').getByRole('button', { name: '新增价目版本' }).click();
    await page.getByText('请填写 0.01 到 1000000 元之间的金额').waitFor();
    expect(site.api.writes).toEqual([]);
    await field.fill('19.9');
    await page.getByRole('dialog').getByRole('button', { name: '新增价目版本' }).click();
    await page.getByText('已新增第 1 版').waitFor();
    expect(site.api.writes.at(-1)?.body).toEqual({ prices: { enterprise: 1990, wechat_user: 3000 } });
  });

  it('saves the merchant without its secrets when they are left empty', async () => {
    const { page } = await site.open('/merchant');
    await page.getByLabel('户名').fill('互联科技');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    const body = site.api.writes.at(-1)?.body;
    expect(body).toMatchObject({ version: 1, bankAccount: { holder: '互联科技' } });
    expect(body).not.toHaveProperty('privateKeyPem');
    expect(body).not.toHaveProperty('apiV3Key');
  });
});

describe('when something is wrong', () => {
  it('shows the refusal with its request number and reads again on request', async () => {
    site.api.refuse('GET /quota/entries', new Refusal(403, 'permission.denied', '没有这项权限。'));
    const { page } = await site.open('/quota');
    await page.getByText('没有这项权限。').waitFor();
    await page.getByText('req-0123456789').waitFor();
    site.api.allow('GET /quota/entries');
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByText('共 4 条').waitFor();
  });

  it('says that the network is gone, and that it came back', async () => {
    const { page } = await site.open('/');
    await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('网络已断开').waitFor();
    await page.context().setOffline(false);
    await page.getByText('网络已断开').waitFor({ state: 'detached' });
  });
});
