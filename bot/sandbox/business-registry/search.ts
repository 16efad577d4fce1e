import type { Handler } from '../http.ts';
import { json } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';

/*
 * A business registry in the shape of Tianyancha's open API: GET services/open/search/2.0. Its
 * companies are made up; one of them is cancelled, so that whoever shows it is found out.
 */

interface Company {
  readonly name: string;
  readonly creditCode: string;
  readonly legalPersonName: string;
  readonly regStatus: '存续' | '注销';
}

const companies: readonly Company[] = [
  {
    name: '杭州沐泉净水设备（示例）有限公司',
    creditCode: '91330100MA0000001X',
    legalPersonName: '周建国',
    regStatus: '存续',
  },
  {
    name: '湖州太湖源水业（示例）有限公司',
    creditCode: '91330500MA0000002X',
    legalPersonName: '沈源',
    regStatus: '存续',
  },
  {
    name: '湖州太湖源商贸（示例）有限公司',
    creditCode: '91330500MA0000003X',
    legalPersonName: '沈流',
    regStatus: '存续',
  },
  {
    name: '湖州太湖源旧厂（示例）有限公司',
    creditCode: '91330500MA0000004X',
    legalPersonName: '沈旧',
    regStatus: '注销',
  },
  {
    name: '金华婺江暖通（示例）有限公司',
    creditCode: '91330700MA0000005X',
    legalPersonName: '婺江',
    regStatus: '存续',
  },
];

export const registryPath = '/open.api.tianyancha.com/services/open/search/2.0';

export function searchRegistry(sandbox: Sandbox): Handler {
  return async (request) => {
    const began = performance.now();
    const answer = (errorCode: number, reason: string, result: object | null = null) => {
      sandbox.calls.add({
        ...{ at: sandbox.now(), account: null, method: request.method, path: request.path },
        ...{ errcode: errorCode, ms: Math.round(performance.now() - began) },
      });
      return json(200, { error_code: errorCode, reason, result });
    };
    const fault = sandbox.faults.takeForCall('registry', '/services/open/search/2.0');
    if (fault?.latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
    if (fault?.drop === true) return 'drop';
    if (fault?.status !== undefined)
      return { status: fault.status, type: 'text/plain; charset=utf-8', body: 'fault' };
    if (fault?.errcode !== undefined) return answer(fault.errcode, fault.errmsg ?? 'set by a fault');
    if ((request.headers.authorization ?? '') === '') return answer(300002, '账号失效');
    const word = request.query.get('word') ?? '';
    const size = Number(request.query.get('pageSize') ?? '20');
    if (word === '' || !Number.isInteger(size) || size < 1 || size > 20)
      return answer(300008, '缺少必要参数');
    const found = companies.filter(({ name }) => name.includes(word)).slice(0, size);
    if (found.length === 0) return answer(300000, '无数据');
    // The provider marks what was found.
    const items = found.map((company) => ({
      ...company,
      name: company.name.replace(word, `<em>${word}</em>`),
    }));
    return answer(0, 'ok', { total: items.length, items });
  };
}
