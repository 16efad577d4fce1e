'use strict';
// As its README shows it for node:http. An application holds the request that it serves, so each request has its own.
const { createServer } = require('node:http');
const { OfficialAccount, ServerRequest } = require('node-easywechat');
const { keys, reportTo } = require('./report.cjs');

const config = { app_id: keys.appId, secret: '', token: keys.token, aes_key: keys.encodingAesKey };
const server = createServer(async (request, response) => {
  const app = new OfficialAccount(config);
  app.setRequest(await ServerRequest.createFromIncomingMessage(request));
  const service = app.getServer();
  service.with(async () => keys.reply);
  const answer = await service.serve();
  response.writeHead(answer.getStatusCode(), answer.getHeaders());
  response.end(answer.getBody().toString());
});
server.listen(0, '127.0.0.1', () => reportTo(server));
