import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fitsSpecial, isCreditCode, isInvoiceNumber, isTaxId } from '../../contract/invoices.ts';
import { samplePdf } from '../../demo/sample-invoice.ts';
import { Job } from '../../kernel/data/kernel.entity.ts';
import type { Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, settle } from '../../testing/people.ts';
import { line, openShop, type Shop } from '../../testing/shop.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { WebhookDelivery, WebhookMessage } from '../webhooks/webhook.entity.ts';

describe('the number of', () => {
  it.each([
    ['the example of the standard', '91350100M000100Y43', true],
    ['a company', '91110000802100433B', true],
    ['one whose check character is another', '91350100M000100Y44', false],
    ['one with two characters changed round', '91350100M001000Y43', false],
    ['one with a letter that the standard leaves out', '9135010OM000100Y43', false],
    ['one in small letters, which the form makes large', '91350100m000100y43', false],
    ['an old one of 15', '330106799657123', true],
    ['an old sole trader with an identity number of 15', '33010680010100112', true],
    ['an old sole trader with an identity number of 18', '33010619800101001X01', true],
    ['one of 16', '9135010799657123', false],
    ['nothing', '', false],
  ])('a taxpayer: %s', (_, text, valid) => {
    expect(isTaxId(text)).toBe(valid);
    if (text.length === 18) expect(isCreditCode(text)).toBe(valid);
  });

  it.each([
    ['', '25332000000012345678', true],
    ['', '2533200000001234567', false],
    ['', '12345678', false],
    ['033001900104', '12345678', true],
    ['3300191130', '12345678', true],
    ['33001911301', '12345678', false],
    ['033001900104', '25332000000012345678', false],
  ])('an invoice with code «%s» and number %s', (code, number, valid) => {
    expect(isInvoiceNumber(code, number)).toBe(valid);
  });

  it('a title is whole for a special invoice with all four lines only', () => {
    const whole = { address: '甲', telephone: '1', bank: '乙', bankAccount: '2' };
    expect(fitsSpecial(whole)).toBe(true);
    for (const key of Object.keys(whole)) expect(fitsSpecial({ ...whole, [key]: '' })).toBe(false);
  });
});

/* From the request to the file and the red invoice, over HTTP (row 322). */
describe('invoices', () => {
  let product: Installation;
  let shop: Shop;
  let stranger: Credentials;
  let titleId: string;
  let serial = 0;
  beforeAll(async () => {
    product = await startInstallation();
    shop = await openShop(product);
    stranger = await shop.callers.staffSession(
      shop.callers.secondId,
      await shop.callers.putStaff(shop.callers.secondId, 'buyer2', ['quota.read', 'orders.manage']),
    );
    const added = await shop.post('/invoice-titles', title);
    expect(added.status, JSON.stringify(added.body)).toBe(201);
    titleId = added.body.id;
  });
  afterAll(() => product.end());

  const title = {
    ...{ name: '岚汐净水科技（示例）有限公司', taxId: ' 9135 0100 m000 100y43', email: 'cw@example.com' },
    ...{ address: '杭州市示例区 1 号', telephone: '0571-00000000', bank: '示例银行' },
    bankAccount: '3301 0000 0000 018',
  };
  const pdf = samplePdf(['发票']);
  const content = pdf.toString('base64');
  const today = () =>
    new Date(product.server.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const digital = () => `26${String((serial += 1)).padStart(18, '0')}`;
  const paper = (changes: object = {}) => ({ number: digital(), issuedOn: today(), content, ...changes });
  const ask = (id: string, changes: object = {}, who = shop.admin) =>
    shop.post(`/quota-orders/${id}/invoices`, { kind: 'normal', titleId, ...changes }, who);
  const issue = (id: string, changes: object, who = shop.operator) =>
    shop.post(`/invoice-requests/${id}/issue`, paper(changes), who);
  const told = ({ status, body }: Awaited<ReturnType<typeof call>>) => [status, body?.error?.code];
  async function paid(places = 3): Promise<string> {
    const id = await shop.order({ places });
    await shop.pay(await shop.codeOf(id));
    return id;
  }
  async function refund(id: string, places: number): Promise<void> {
    const { lines } = await shop.show(id);
    const asked = await shop.post(`/quota-orders/${id}/refunds`, {
      ...{ lineId: lines[0].id, places, reason: '买多了' },
    });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    await settle(product);
    await shop.eventually(async () => {
      const { refunds } = await shop.show(id);
      expect(refunds.every(({ state }: { state: string }) => state === 'succeeded')).toBe(true);
    });
  }
  const file = (path: string, who: Credentials) =>
    fetch(`${product.url}/api/v1${path}`, { headers: { cookie: who.cookie ?? '' } });
  const states = async (id: string) =>
    (await shop.show(id)).invoices.map(({ state }: { state: string }) => state);

  it('keeps titles whose taxpayer number is one, and of the own enterprise only', async () => {
    const list = async (who = shop.admin) => (await shop.get('/invoice-titles', who)).body.items;
    const [mine] = (await list()).filter(({ id }: { id: string }) => id === titleId);
    expect(mine).toMatchObject({ taxId: '91350100M000100Y43', bankAccount: '330100000000018', version: 1 });
    const wrong = await shop.post('/invoice-titles', { ...title, taxId: '91350100M000100Y44' });
    expect([...told(wrong), wrong.body.error.details.field]).toEqual([422, 'invoice.tax_id', 'body.taxId']);
    expect(told(await shop.post('/invoice-titles', { ...title, email: 'x' }))[0]).toBe(422);
    const change = (version: number, who = shop.admin) =>
      call(product, 'PATCH', `/invoice-titles/${titleId}`, {
        ...{ ...who, body: { ...title, telephone: '0571-1' }, headers: { 'if-match': `"${version}"` } },
      });
    expect((await change(1)).body).toMatchObject({ telephone: '0571-1', version: 2 });
    expect(told(await change(1))).toEqual([409, 'conflict.version']);
    expect(told(await change(2, stranger))).toEqual([404, 'not_found']);
    expect(await list(stranger)).toEqual([]);
    const { body } = await shop.post('/invoice-titles', { name: '另一家', taxId: '330106799657123' });
    expect(told(await shop.post(`/invoice-titles/${body.id}/remove`, {}, stranger))[0]).toBe(404);
    expect((await shop.post(`/invoice-titles/${body.id}/remove`)).status).toBe(200);
  });

  it('are asked for over paid orders, for the amount that is ours, one at a time', async () => {
    const unpaid = await shop.order();
    expect(told(await ask(unpaid))).toEqual([409, 'invoice.order_unpaid']);
    expect(told(await shop.get(`/quota-orders/${unpaid}/receipt`))).toEqual([409, 'order.no_receipt']);
    const id = await paid(2);
    expect((await shop.show(id)).invoiceableFen).toBe(240_00);
    expect((await ask(id, { amountFen: 1 })).status).toBe(422);
    expect(told(await ask(id, {}, stranger))).toEqual([404, 'not_found']);
    const { body: short } = await shop.post('/invoice-titles', { name: '另一家', taxId: '330106799657123' });
    expect(told(await ask(id, { kind: 'special', titleId: short.id }))).toEqual([
      422,
      'invoice.title_incomplete',
    ]);
    const twins = await Promise.all([1, 2].map(() => ask(id, { kind: 'special', contractNumber: 'HT-7' })));
    expect(twins.map(told).sort()).toEqual([
      [201, undefined],
      [409, 'invoice.already_requested'],
    ]);
    const shown = await shop.show(id);
    expect(shown.invoiceableFen).toBe(0);
    expect(shown.invoices).toMatchObject([
      {
        ...{ kind: 'special', state: 'requested', amountFen: 240_00, contractNumber: 'HT-7' },
        ...{ titleName: title.name, taxId: '91350100M000100Y43', document: null },
      },
    ]);
    const [{ id: requestId }] = shown.invoices;
    expect(told(await shop.post(`/invoices/${requestId}/withdraw`, {}, stranger))[0]).toBe(404);
    expect((await shop.post(`/invoices/${requestId}/withdraw`)).status).toBe(200);
    expect(told(await shop.post(`/invoices/${requestId}/withdraw`))).toEqual([409, 'invoice.decided']);
    expect((await ask(id)).status).toBe(201);
    expect(await states(id)).toEqual(['requested', 'withdrawn']);
  });

  it('are issued by the operator with number and file, which the buyer alone downloads', async () => {
    const hook = await shop.callers.staffSession(
      shop.callers.upstreamId,
      await shop.callers.putStaff(shop.callers.upstreamId, 'hooks', ['webhooks.manage']),
    );
    const body = { url: 'http://localhost:9/', eventTypes: ['invoice.issued'] };
    expect((await shop.post('/webhook-endpoints', body, hook)).status).toBe(201);
    const id = await paid(3);
    const { body: asked } = await ask(id, { kind: 'special', contractNumber: 'HT-8' });
    const { items } = (await shop.get('/invoice-requests?state=requested', shop.operator)).body;
    expect(items[0]).toMatchObject({
      ...{ id: asked.id, buyer: '岚汐净水', amountFen: 360_00, contractNumber: 'HT-8' },
      title: { bank: '示例银行', bankAccount: '330100000000018', telephone: '0571-1' },
    });
    const amountFen = 360_00;
    const wrong: readonly (readonly [object, string])[] = [
      [{ number: '123' }, 'invoice.number_form'],
      [{ code: '033001900104' }, 'invoice.number_form'],
      [{ issuedOn: '2020-01-01' }, 'invoice.date'],
      [{ issuedOn: '2999-01-01' }, 'invoice.date'],
      [{ content: Buffer.from('<svg>').toString('base64') }, 'invoice.file_kind'],
      [{ content: Buffer.from('89504e470d0a1a0a', 'hex').toString('base64') }, 'invoice.file_kind'],
      [{ content: Buffer.from('504b0304 a zip').toString('base64') }, 'invoice.file_kind'],
      [{ amountFen: 1 }, 'invoice.amount_changed'],
    ];
    for (const [changes, code] of wrong)
      expect(told(await issue(asked.id, { amountFen, ...changes }))[1], code).toBe(code);
    const large = Buffer.concat([pdf, Buffer.alloc(170 * 1024)]).toString('base64');
    expect((await issue(asked.id, { amountFen, content: large })).status).toBe(422);
    expect(told(await issue(asked.id, { amountFen }, shop.admin))[0]).toBe(403);
    const number = digital();
    const twins = await Promise.all([1, 2].map(() => issue(asked.id, { amountFen, number })));
    expect(twins.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await shop.show(id)).invoices).toMatchObject([
      { state: 'issued', document: { code: '', number, issuedOn: today(), mediaType: 'application/pdf' } },
    ]);
    expect(told(await ask(id))).toEqual([409, 'invoice.already_issued']);

    const path = `/invoices/${asked.id}/files/own`;
    const download = await file(path, shop.admin);
    expect([
      download.status,
      ...['content-type', 'content-disposition', 'x-content-type-options', 'cache-control'].map((name) =>
        download.headers.get(name),
      ),
    ]).toEqual([
      ...[200, 'application/pdf', `attachment; filename="invoice-${number}.pdf"`, 'nosniff', 'no-store'],
    ]);
    expect(Buffer.from(await download.arrayBuffer()).equals(pdf)).toBe(true);
    expect((await file(path, stranger)).status).toBe(404);
    expect((await file(`/invoices/${asked.id}/files/red`, shop.admin)).status).toBe(404);
    expect((await file(`/invoice-requests/${asked.id}/files/own`, shop.operator)).status).toBe(200);
    expect((await file(`/invoice-requests/${asked.id}/files/own`, shop.admin)).status).toBe(403);
    const mine = (await shop.get('/invoices?state=issued')).body.items;
    expect(mine[0]).toMatchObject({ id: asked.id, orderId: id });
    expect((await shop.get('/invoices', stranger)).body.items).toEqual([]);

    const em = product.server.db.tenant(shop.callers.upstreamId);
    const buyers = await product.server.staff.withPermission(em, 'orders.manage', shop.callers.upstreamId);
    const cards = await em.find(Delivery, { causeKey: { $like: `card:invoice-issued:${asked.id}:%` } });
    expect(cards).toHaveLength(buyers.length);
    expect(cards[0]?.content.card?.rows).toEqual([
      { label: '抬头', value: title.name },
      { label: '发票号码', value: number },
    ]);
    const [event] = await em.find(WebhookMessage, { type: 'invoice.issued' });
    expect(JSON.parse(event?.body ?? '{}').data).toMatchObject({ invoiceId: asked.id, number, amountFen });
    expect(await em.count(WebhookDelivery, { type: 'invoice.issued' })).toBe(1);
  });

  it('have numbers of their own, an OFD as well as a PDF, and an older one a code', async () => {
    const ids = await Promise.all([paid(1), paid(1)]);
    const requests = [];
    for (const id of ids) requests.push((await ask(id)).body.id);
    const ofd = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from('....OFD.xml')]);
    const same = {
      ...{ amountFen: 120_00, code: '033001900104', number: '12345678' },
      content: ofd.toString('base64'),
    };
    const answers = await Promise.all(requests.map((id) => issue(id, same)));
    expect(answers.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'invoice.number_taken'],
    ]);
    const issued = answers[0]?.status === 200 ? 0 : 1;
    const download = await file(`/invoices/${requests[issued]}/files/own`, shop.admin);
    expect([download.headers.get('content-type'), download.headers.get('content-disposition')]).toEqual([
      'application/ofd',
      'attachment; filename="invoice-03300190010412345678.ofd"',
    ]);
    expect(await states(ids[1 - issued] ?? '')).toEqual(['requested']);
  });

  it('are refused with a reason, and can be asked for again', async () => {
    const id = await paid(1);
    const { body } = await ask(id);
    const refuse = () =>
      shop.post(`/invoice-requests/${body.id}/refuse`, { reason: '抬头与营业执照不符' }, shop.operator);
    expect((await refuse()).status).toBe(200);
    expect(told(await refuse())).toEqual([409, 'invoice.decided']);
    const { invoices, history } = await shop.show(id);
    expect(invoices).toMatchObject([{ state: 'refused', reason: '抬头与营业执照不符' }]);
    expect(history[0].text).toBe('开票申请未通过：抬头与营业执照不符');
    expect((await ask(id)).status).toBe(201);
  });

  it('follow a refund while they wait, are withdrawn by a whole one, and wait for one under way', async () => {
    const id = await paid(3);
    const { body } = await ask(id);
    await refund(id, 1);
    expect((await shop.show(id)).invoices).toMatchObject([{ state: 'requested', amountFen: 240_00 }]);
    const changed = await issue(body.id, { amountFen: 360_00 });
    expect(changed.body.error).toMatchObject({
      ...{ code: 'invoice.amount_changed', details: { amount: '240.00' } },
      message: expect.stringContaining('¥240.00'),
    });
    await product.control('pay-settings', { refunds: 'abnormal' });
    const { lines } = await shop.show(id);
    await shop.post(`/quota-orders/${id}/refunds`, { lineId: lines[0].id, places: 1, reason: '买多了' });
    await settle(product);
    await shop.eventually(async () => {
      expect((await shop.show(id)).refunds[0].state).toBe('attention');
    });
    expect(told(await issue(body.id, { amountFen: 240_00 }))).toEqual([409, 'invoice.refund_under_way']);
    const waiting = (await shop.get('/attention-refunds', shop.operator)).body.items;
    await shop.post(
      `/attention-refunds/${waiting[0].id}/finish`,
      { outcome: 'paid_back', reason: '已线下退' },
      shop.operator,
    );
    await product.control('pay-settings', { refunds: 'auto' });
    expect((await shop.show(id)).invoices).toMatchObject([{ state: 'requested', amountFen: 120_00 }]);
    await refund(id, 1);
    expect((await shop.show(id)).invoices).toMatchObject([{ state: 'withdrawn', reason: '订单退款' }]);
    expect(told(await ask(id))).toEqual([409, 'invoice.nothing_left']);
    expect((await shop.show(id)).invoiceableFen).toBe(0);
  });

  it('that were issued are to be reversed by a refund; after that what is left is invoiced anew', async () => {
    const id = await paid(3);
    const { body } = await ask(id);
    expect((await issue(body.id, { amountFen: 360_00 })).status).toBe(200);
    const reverse = (changes: object = {}) =>
      shop.post(`/invoice-requests/${body.id}/reverse`, paper(changes), shop.operator);
    expect(told(await reverse())).toEqual([409, 'invoice.decided']);
    await refund(id, 1);
    expect((await shop.show(id)).invoices).toMatchObject([
      { state: 'to_reverse', amountFen: 360_00, reason: '订单退款' },
    ]);
    expect(told(await ask(id))).toEqual([409, 'invoice.reverse_first']);
    const { number } = (await shop.show(id)).invoices[0].document;
    expect(told(await reverse({ number }))).toEqual([409, 'invoice.number_taken']);
    expect((await reverse()).status).toBe(200);
    const [reversed] = (await shop.show(id)).invoices;
    expect(reversed).toMatchObject({ state: 'reversed', document: { number }, red: { code: '' } });
    expect((await file(`/invoices/${body.id}/files/red`, shop.admin)).status).toBe(200);
    expect((await shop.show(id)).invoiceableFen).toBe(240_00);
    expect((await ask(id)).body).toMatchObject({ amountFen: 240_00, state: 'requested' });
    const em = product.server.db.acrossTenants('operator: seed');
    const records = await em.find(
      OperationRecord,
      { target: `quota_order:${id}` },
      { orderBy: { id: 'asc' } },
    );
    expect(records.map(({ action }) => action).filter((action) => action.startsWith('invoice.'))).toEqual([
      ...['invoice.requested', 'invoice.issued', 'invoice.to_reverse', 'invoice.reversed'],
      'invoice.requested',
    ]);
  });

  it('that were made out wrongly are taken back with the reason, reversed, and asked for again', async () => {
    const id = await paid(1);
    const { body } = await ask(id);
    const takeBack = () =>
      shop.post(`/invoice-requests/${body.id}/take-back`, { reason: '税号填错' }, shop.operator);
    expect(told(await takeBack())).toEqual([409, 'invoice.decided']);
    await issue(body.id, { amountFen: 120_00 });
    expect((await takeBack()).status).toBe(200);
    expect((await shop.show(id)).invoices).toMatchObject([{ state: 'to_reverse', reason: '税号填错' }]);
    // A whole refund meanwhile changes nothing of it: it is reversed all the same, and nothing is left.
    await refund(id, 1);
    expect(await states(id)).toEqual(['to_reverse']);
    expect((await shop.post(`/invoice-requests/${body.id}/reverse`, paper(), shop.operator)).status).toBe(
      200,
    );
    expect(told(await ask(id))).toEqual([409, 'invoice.nothing_left']);
  });

  it('are the operator’s to decide, and nobody else’s who has the right', async () => {
    const powerful = await shop.callers.staffSession(
      shop.callers.upstreamId,
      await shop.callers.putStaff(shop.callers.upstreamId, 'powerful', ['orders.confirm']),
    );
    expect(told(await shop.get('/invoice-requests', powerful))).toEqual([403, 'order.operator_only']);
    const { items } = (await shop.get('/invoices')).body;
    expect(told(await issue(items[0].id, { amountFen: 1 }, powerful))).toEqual([404, 'not_found']);
  });

  it('are no receipts: a receipt says who paid whom, in figures and in words', async () => {
    const prices = (await shop.get('/quota-prices')).body.version;
    const lines = [line({ places: 2 }), line({ kind: 'wechat_user', places: 3, years: 2 })];
    const { body: order } = await shop.post('/quota-orders', { lines, priceVersion: prices });
    await shop.pay(await shop.codeOf(order.id));
    const receipt = async () => (await shop.get(`/quota-orders/${order.id}/receipt`)).body;
    expect(await receipt()).toMatchObject({
      ...{ payer: '岚汐净水科技（示例）有限公司', payee: '岚汐科技（示例）有限公司', method: 'native' },
      ...{ totalFen: 420_00, keptFen: 420_00, keptWords: '人民币肆佰贰拾元整' },
      lines: [
        { label: '互联企业数', places: 2, amountFen: 240_00 },
        { years: 2, amountFen: 180_00 },
      ],
    });
    await refund(order.id, 1);
    expect(await receipt()).toMatchObject({ refundedFen: 120_00, keptWords: '人民币叁佰元整' });
    expect((await shop.get(`/quota-orders/${order.id}/receipt`, stranger)).status).toBe(404);
  });

  it('leave no work that failed', async () => {
    await settle(product);
    expect(await product.server.db.installation().count(Job, { state: 'dead' })).toBe(0);
  });
});
