import { createSocket } from 'node:dgram';
import { parentPort, workerData } from 'node:worker_threads';
import type { MediaNotice, MediaRequest, MediaThreadOptions } from './media-messages.ts';
import { MediaReceiver } from './media-receiver.ts';
import { monotonicEpoch } from './monotonic-epoch.ts';
import { answerDiscovery } from './udp-discovery.ts';

/*
 * Entry of the worker thread that owns the UDP socket. It imports nothing but Node, the decoder and the cipher, so
 * that it runs as TypeScript (type stripping) as well as built.
 */
const options = workerData as MediaThreadOptions;
const receiver = new MediaReceiver(options);
const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
/** Discord's keep-alive is a counter of 8 bytes that comes back as it is. */
const KEEP_ALIVE_LENGTH = 8;

const notify = (notice: MediaNotice): void => parentPort?.postMessage(notice);

socket.on('message', (datagram, from) => {
  const at = monotonicEpoch();
  const heard = receiver.receive(datagram, at);
  if (heard?.first) notify({ type: 'firstFrame', ssrc: heard.ssrc, at });
  if (heard) return;
  const answer = datagram.length === KEEP_ALIVE_LENGTH ? datagram : answerDiscovery(datagram, from);
  if (answer) socket.send(answer, from.port, from.address);
});
/** Thrown, so that the thread ends and its owner hears of it: bind's callback would swallow the error. */
socket.on('error', (error) => {
  throw error;
});
socket.bind(options.port, options.bind, () => notify({ type: 'listening', port: socket.address().port }));

parentPort?.on('message', (request: MediaRequest) => {
  switch (request.type) {
    case 'open':
      receiver.open(request.source);
      return notify({ type: 'opened', ssrc: request.source.ssrc });
    case 'close':
      return receiver.close(request.ssrc);
    case 'move':
      return receiver.move(request.ssrc, request.channelId);
    case 'mute':
      return receiver.mute(request.ssrc, request.muted);
    case 'hush':
      return receiver.hush(request.ssrc, request.at);
    case 'reset':
      return receiver.reset(request.selector);
    case 'report':
      request.reply.postMessage(receiver.report(request.selector));
      Atomics.store(request.done, 0, 1);
      Atomics.notify(request.done, 0);
      return request.reply.close();
  }
});
