import { connect } from 'node:net';

/** Whether anybody takes a connection there, within a second. */
export function answers(url: URL, usualPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const port = Number(url.port === '' ? usualPort : url.port);
    const socket = connect({ host: url.hostname, port, timeout: 1000 });
    const end = (value: boolean) => () => {
      socket.destroy();
      resolve(value);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}
