import { Redis } from 'ioredis';

let sent = 0;

/** Counts what this process sends to Redis from now on, whichever library sends it: all of them use ioredis. */
export function countRequests(): () => number {
  const send = Redis.prototype.sendCommand;
  Redis.prototype.sendCommand = function (this: Redis, ...args: Parameters<typeof send>) {
    sent++;
    return send.apply(this, args);
  } as typeof send;
  return () => sent;
}
