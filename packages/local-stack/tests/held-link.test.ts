import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { heldLink } from '../src/index.ts';

/** Answers every byte with itself. */
const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
let link: Awaited<ReturnType<typeof heldLink>>;
beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  link = await heldLink((echo.address() as AddressInfo).port);
});
afterAll(async () => {
  await link.close();
  echo.close();
});

async function client(): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(link.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  await once(socket, 'connect');
  return { socket, heard: () => heard };
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 10_000; !condition(); await pause(5))
    if (performance.now() > deadline) throw new Error('not so within 10 s');
}

it('holds everything until it is released, and loses answers where told to', async () => {
  const { socket, heard } = await client();
  socket.write('a');
  await until(() => heard() === 'a');
  link.hold();
  socket.write('b');
  await pause(50);
  expect(heard()).toBe('a');
  link.release();
  await until(() => heard() === 'ab');
  link.loseAnswers();
  socket.write('c');
  await pause(50);
  link.release();
  socket.write('d');
  await until(() => heard() === 'abd');
  socket.destroy();
});
