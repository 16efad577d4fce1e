'use strict';
// As its README shows it for Koa 2.
const Koa = require('koa');
const wechat = require('co-wechat');
const { keys, reportTo } = require('./report.cjs');

const app = new Koa();
const config = { token: keys.token, appid: keys.appId, encodingAESKey: keys.encodingAesKey };
app.use(wechat(config).middleware(async () => keys.reply));
const server = app.listen(0, '127.0.0.1', () => reportTo(server));
