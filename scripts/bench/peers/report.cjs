'use strict';

/** What every server here is given. */
exports.keys = JSON.parse(process.env.BENCH_KEYS);

/** Tells the bench where this process listens, and answers its questions after its own costs. */
exports.reportTo = (server) => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss(), extra: {} });
  });
  process.on('disconnect', () => process.exit(0));
  process.send({ port: server.address().port, path: '/wechat' });
};
