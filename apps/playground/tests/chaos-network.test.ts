import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from '../src/chaos/network/tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.stop();
  echo.close();
  await once(echo, 'close');
});

function client() {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  let text = '';
  let failed: string | undefined;
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => (failed = error.code));
  return {
    socket,
    get text() {
      return text;
    },
    get failed() {
      return failed;
    },
  };
}

async function until(check: () => boolean): Promise<void> {
  while (!check()) await wait(5);
}

describe('a link', () => {
  it('passes everything on, and the end', async () => {
    const one = client();
    one.socket.end('hello');
    await once(one.socket, 'close');
    expect(one.text).toBe('hello');
  });

  it('is slow in both directions and keeps the order', async () => {
    const one = client();
    await once(one.socket, 'connect');
    proxy.setLatency(100);
    const begun = performance.now();
    one.socket.write('a');
    await wait(20);
    proxy.setLatency(0);
    one.socket.write('b');
    await until(() => one.text === 'ab');
    expect(performance.now() - begun).toBeGreaterThan(95);
  });

  it('is silent while it is partitioned, for new connections as well, and delivers then', async () => {
    const one = client();
    one.socket.write('a');
    await until(() => one.text === 'a');
    proxy.partition();
    one.socket.write('b');
    const two = client();
    two.socket.write('c');
    await wait(150);
    expect([one.text, two.text]).toEqual(['a', '']);
    proxy.heal();
    await until(() => one.text === 'ab' && two.text === 'c');
  });

  it('is cut', async () => {
    const one = client();
    one.socket.write('a');
    await until(() => one.text === 'a');
    proxy.reset();
    await until(() => one.failed !== undefined);
    expect(one.failed).toBe('ECONNRESET');
  });
});
