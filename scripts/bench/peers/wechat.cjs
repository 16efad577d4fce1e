'use strict';
// As its README shows it for Connect and Express.
const express = require('express');
const wechat = require('wechat');
const { keys, reportTo } = require('./report.cjs');

const app = express();
const config = { token: keys.token, appid: keys.appId, encodingAESKey: keys.encodingAesKey };
app.use(express.query());
app.use(
  '/wechat',
  wechat(config, (_request, response) => {
    response.reply(keys.reply);
  }),
);
const server = app.listen(0, '127.0.0.1', () => reportTo(server));
