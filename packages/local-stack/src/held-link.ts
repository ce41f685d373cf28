import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** `all`: nothing gets through until it is released. `answers`: what is sent arrives, and what comes back is lost for good. */
type Trouble = 'none' | 'all' | 'answers';

/** A way to a port of this machine on which everything can wait, as in a network that is cut for a while. */
export async function heldLink(target: number) {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let trouble: Trouble = 'none';
  const pass = (from: Socket, to: Socket, isAnswer: boolean): void => {
    sockets.add(from);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.on('data', (bytes: Buffer) => {
      const write = (): void => void (to.destroyed || to.write(bytes));
      if (trouble === 'all') waiting.push(write);
      else if (trouble === 'none' || !isAnswer) write();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    // What was sent arrives although its sender has hung up.
    pass(client, upstream, false);
    client.removeAllListeners('close');
    pass(upstream, client, true);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => void (trouble = 'all'),
    loseAnswers: () => void (trouble = 'answers'),
    release: () => {
      trouble = 'none';
      for (const write of waiting.splice(0)) write();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
