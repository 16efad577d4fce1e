/**
 * Runs the built mini program (dist/weapp) without WeChat: a vm with `App`, `Page`, `Component`
 * and a `wx` that does what the platform documents and nothing more, the pages' setData trees to
 * read, and taps that enter by the same handler as the platform's. It shows that the built logic
 * works; it does not check WXML, WXSS or the limits of devices. Types: weapp.d.cts.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

/** Methods of wx.request; PATCH is none of them. */
const requestMethods = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT']);

/** Puts a value where a setData path (`root.cn.[0].cl`) says. */
function put(data, dataPath, value) {
  const keys = dataPath.match(/[^.[\]]+/g) ?? [];
  let place = data;
  keys.slice(0, -1).forEach((key, index) => {
    place[key] ??= /^\d+$/.test(keys[index + 1]) ? [] : {};
    place = place[key];
  });
  place[keys.at(-1)] = value;
}

function parseUrl(url) {
  const [route, search = ''] = url.replace(/^\//, '').split('?');
  return { route, options: Object.fromEntries(new URLSearchParams(search)) };
}

function* nodesOf(node) {
  yield node;
  for (const child of node.cn ?? []) yield* nodesOf(child);
}

/** The words that a person would read, block by block. */
function textOf(node) {
  if (typeof node.v === 'string' && (node.cn ?? []).length === 0) return node.v;
  return (node.cn ?? []).map(textOf).filter(Boolean).join('\n');
}

function createWeappRunner(options) {
  const dist = path.resolve(options.dist);
  const appConfig = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8'));
  const registered = new Map();
  const stack = [];
  const calls = [];
  const errors = [];
  const storage = new Map(Object.entries(options.storage ?? {}));
  let title = '';
  let clipboard = '';
  let app = null;
  let launchOptions = { path: '', query: {}, scene: options.scene ?? 1001 };
  let needPrivacy = null;
  let privacyAgreed = (options.privacy ?? 'agreed') === 'agreed';
  const tapped = new Set();
  let closed = false;

  const succeed = (option, result) => {
    option?.success?.(result);
    option?.complete?.(result);
  };
  const fail = (option, errMsg, more = {}) => {
    const reason = { errMsg, ...more };
    option?.fail?.(reason);
    option?.complete?.(reason);
  };
  const later = (act) => setImmediate(() => closed || act());

  function openPage(route, query) {
    const config = registered.get(route);
    if (config === undefined) return null;
    const page = {
      ...config,
      route,
      __route__: route,
      options: query,
      data: structuredClone(config.data ?? {}),
      setData(change, done) {
        for (const [key, value] of Object.entries(change)) put(this.data, key, structuredClone(value));
        later(() => done?.());
      },
    };
    stack.push(page);
    page.onLoad?.(query);
    page.onShow?.();
    page.onReady?.();
    return page;
  }

  function leave(count) {
    for (const page of stack.splice(stack.length - count, count).reverse()) page.onUnload?.();
  }

  function navigation(name, change) {
    return (option) => {
      const { route, options: query } = parseUrl(option.url ?? '');
      calls.push({ name, option: { url: option.url } });
      later(() => {
        if (!registered.has(route)) return fail(option, `${name}:fail page "${route}" is not found`);
        change();
        openPage(route, query);
        return succeed(option, { errMsg: `${name}:ok` });
      });
    };
  }

  async function request(option) {
    const method = (option.method ?? 'GET').toUpperCase();
    if (!requestMethods.has(method)) return fail(option, 'request:fail method is invalid');
    const url = option.url.replace(/^https?:\/\/[^/]+/, '');
    try {
      const response = await fetch(options.apiBase + url, {
        method,
        headers: option.header,
        ...(method === 'GET' ? {} : { body: option.data }),
        signal: AbortSignal.timeout(option.timeout ?? 60_000),
      });
      const text = await response.text();
      let data = text;
      try {
        data = JSON.parse(text);
      } catch {
        // The platform hands over the text as it is.
      }
      if (closed) return undefined;
      return succeed(option, { errMsg: 'request:ok', statusCode: response.status, data, header: {} });
    } catch (error) {
      if (closed) return undefined;
      const slow = error instanceof Error && error.name === 'TimeoutError';
      return fail(option, slow ? 'request:fail timeout' : 'request:fail connect error');
    }
  }

  const wx = {
    canIUse: (name) => typeof wx[name.split('.')[0]] === 'function',
    getLaunchOptionsSync: () => launchOptions,
    getEnterOptionsSync: () => launchOptions,
    getAccountInfoSync: () => ({ miniProgram: { appId: options.appId, envVersion: 'release', version: '' } }),
    getAppBaseInfo: () => ({ language: 'zh_CN', theme: 'light', SDKVersion: '3.7.0', ...options.appBase }),
    getSystemInfoSync: () => ({
      platform: 'devtools',
      language: 'zh_CN',
      windowWidth: 375,
      windowHeight: 812,
    }),
    getWindowInfo: () => ({ windowWidth: 375, windowHeight: 812, pixelRatio: 2 }),
    getDeviceInfo: () => ({ platform: 'devtools' }),
    onThemeChange() {},
    getStorageSync: (key) => storage.get(key) ?? '',
    setStorageSync: (key, value) => void storage.set(key, value),
    removeStorageSync: (key) => void storage.delete(key),
    request: (option) => {
      calls.push({ name: 'request', option: { url: option.url, method: option.method ?? 'GET' } });
      void request(option);
      return { abort() {} };
    },
    login: (option) =>
      later(() => {
        calls.push({ name: 'login', option: {} });
        Promise.resolve(options.wx?.login?.() ?? { code: `login-${calls.length}` }).then(
          ({ code }) => succeed(option, { errMsg: 'login:ok', code }),
          () => fail(option, 'login:fail'),
        );
      }),
    navigateTo: navigation('navigateTo', () => stack.at(-1)?.onHide?.()),
    redirectTo: navigation('redirectTo', () => leave(1)),
    reLaunch: navigation('reLaunch', () => leave(stack.length)),
    navigateBack: (option) =>
      later(() => {
        leave(Math.min(option?.delta ?? 1, stack.length - 1));
        stack.at(-1)?.onShow?.();
        succeed(option, { errMsg: 'navigateBack:ok' });
      }),
    setNavigationBarTitle: (option) => {
      title = option.title;
      later(() => succeed(option, { errMsg: 'setNavigationBarTitle:ok' }));
    },
    showToast: (option) => {
      calls.push({ name: 'showToast', option: { title: option.title } });
      later(() => succeed(option, { errMsg: 'showToast:ok' }));
    },
    setClipboardData: (option) => {
      clipboard = option.data;
      later(() => succeed(option, { errMsg: 'setClipboardData:ok' }));
    },
    makePhoneCall: (option) => {
      calls.push({ name: 'makePhoneCall', option: { phoneNumber: option.phoneNumber } });
      later(() => succeed(option, { errMsg: 'makePhoneCall:ok' }));
    },
    stopPullDownRefresh: (option) => later(() => succeed(option, { errMsg: 'stopPullDownRefresh:ok' })),
    requestSubscribeMessage: (option) => {
      calls.push({ name: 'requestSubscribeMessage', option: { tmplIds: [...option.tmplIds] } });
      const answers = options.wx?.subscribe?.(option.tmplIds) ?? {};
      later(() => succeed(option, { errMsg: 'requestSubscribeMessage:ok', ...answers }));
    },
    onNeedPrivacyAuthorization: (listener) => {
      needPrivacy = listener;
    },
    requirePrivacyAuthorize: (option) =>
      later(() => {
        calls.push({ name: 'requirePrivacyAuthorize', option: {} });
        const agree = () => succeed(option, { errMsg: 'requirePrivacyAuthorize:ok' });
        if (privacyAgreed) return agree();
        return needPrivacy?.(
          (answer) => {
            if (answer.event === 'exposureAuthorization') return;
            // The base library takes a yes only when the native button was really tapped.
            privacyAgreed = answer.event === 'agree' && tapped.has(answer.buttonId);
            if (privacyAgreed) agree();
            else
              fail(option, 'requirePrivacyAuthorize:fail privacy permission is not authorized', {
                errno: 104,
              });
          },
          { referrer: 'requirePrivacyAuthorize' },
        );
      }),
    openPrivacyContract: (option) => later(() => succeed(option, { errMsg: 'openPrivacyContract:ok' })),
    createSelectorQuery: () => ({}),
    nextTick: (act) => later(act),
    getMenuButtonBoundingClientRect: () => ({
      top: 48,
      height: 32,
      width: 87,
      left: 281,
      right: 368,
      bottom: 80,
    }),
  };

  const sandbox = {
    wx,
    App: (config) => {
      app = config;
    },
    Page: (config) => registered.set(loading.replace(/\.js$/, ''), config),
    Component: (config) => registered.set(loading.replace(/\.js$/, ''), config),
    Behavior: (config) => config,
    getApp: () => app,
    getCurrentPages: () => [...stack],
    console,
    setTimeout,
    clearTimeout,
    setInterval: (act, ms) => {
      const timer = setInterval(() => closed || act(), ms);
      timer.unref();
      timers.add(timer);
      return timer;
    },
    clearInterval,
    setImmediate,
    Promise,
  };
  const timers = new Set();
  const context = vm.createContext(sandbox);
  sandbox.globalThis = sandbox;
  sandbox.global = sandbox;

  const modules = new Map();
  let loading = '';
  function load(file) {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const source = fs.readFileSync(path.join(dist, file), 'utf8');
    const wrapped = vm.runInContext(`(function (require, module, exports) {${source}\n})`, context, {
      filename: path.join(dist, file),
    });
    const from = path.posix.dirname(file);
    wrapped(
      (name) => load(path.posix.join(from, name.endsWith('.js') ? name : `${name}.js`)),
      module,
      module.exports,
    );
    return module.exports;
  }

  const onRejected = (reason) => errors.push(reason);
  process.on('unhandledRejection', onRejected);

  function current() {
    const page = stack.at(-1);
    if (page === undefined) throw new Error('no page is open');
    return page;
  }
  function root() {
    return current().data.root ?? { cn: [] };
  }
  function find(id) {
    for (const node of nodesOf(root())) if (node.uid === id) return node;
    return null;
  }
  function fire(id, type, detail = {}) {
    const node = find(id);
    if (node === null) throw new Error(`nothing on ${current().route} has the id ${id}:\n${textOf(root())}`);
    const target = { id, dataset: { sid: node.sid }, offsetLeft: 0, offsetTop: 0 };
    current().eh({ type, detail, target, currentTarget: target, timeStamp: Date.now(), mark: {} });
  }

  return {
    async launch(url, more = {}) {
      const { route, options: query } = parseUrl(url);
      launchOptions = { path: route, query, scene: more.scene ?? launchOptions.scene };
      load('app.js');
      for (const page of appConfig.pages) {
        loading = `${page}.js`;
        load(loading);
      }
      app.onLaunch?.(launchOptions);
      app.onShow?.(launchOptions);
      if (openPage(route, query) === null) {
        app.onPageNotFound?.({ path: route, query, isEntryPage: true });
      }
    },
    get route() {
      return stack.at(-1)?.route ?? '';
    },
    get depth() {
      return stack.length;
    },
    get title() {
      return title;
    },
    get clipboard() {
      return clipboard;
    },
    calls,
    errors,
    storage,
    text: () => textOf(root()),
    has: (id) => find(id) !== null,
    node: (id) => find(id),
    idsLike: (prefix) =>
      [...nodesOf(root())].flatMap((node) => (node.uid?.startsWith(prefix) ? [node.uid] : [])),
    tap(id) {
      tapped.add(id);
      fire(id, 'tap');
    },
    input(id, value) {
      fire(id, 'input', { value, cursor: value.length });
    },
    fire,
    async waitFor(what, timeoutMs = 5_000) {
      const test = typeof what === 'string' ? () => find(what) !== null : what;
      const end = Date.now() + timeoutMs;
      for (;;) {
        if (stack.length > 0 && test()) return;
        if (Date.now() > end) {
          throw new Error(
            `waited in vain for ${String(what)} on ${stack.at(-1)?.route ?? '(no page)'}:\n${stack.length > 0 ? textOf(root()) : ''}`,
          );
        }
        await new Promise((done) => setTimeout(done, 10));
      }
    },
    close() {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      process.off('unhandledRejection', onRejected);
    },
  };
}

module.exports = { createWeappRunner };
