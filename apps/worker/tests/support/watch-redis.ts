import { createRedis } from '@anankor/ipc';

/** One request that Redis ran: of a client (its address) or inside of a script. */
interface Request {
  source: string;
  args: string[];
}

/** Records every request that Redis runs from now on. */
export async function watchRedis(url: string): Promise<{ stop(): Promise<Request[]> }> {
  const redis = createRedis(url, { role: 'commands', name: 'test-monitor' });
  await redis.connect();
  const monitor = await redis.monitor();
  const requests: Request[] = [];
  monitor.on('monitor', (_time: string, args: string[], source: string) => {
    requests.push({ source, args });
  });
  return {
    stop: async () => {
      monitor.disconnect();
      redis.disconnect();
      return requests;
    },
  };
}

/** Requests that change nothing, and the claim that a standby tries to take. */
const harmless =
  /^(get|mget|hget|hmget|hgetall|scard|xrange|hlen|lrange|smembers|exists|pttl|xlen|xpending|xinfo|ping|info|client|hello|select|subscribe|evalsha|eval|script|monitor|quit|auth)$/i;

/** How many requests a worker process made, and those that wrote anything, the ones inside its scripts included. */
export function writesOf(
  requests: readonly Request[],
  pid: number,
): { requests: number; writes: string[][] } {
  // A process names itself when it tries to take a claim, which every standby does.
  const isClaim = ({ args }: Request): boolean =>
    /^set$/i.test(args[0] ?? '') && (args[2] ?? '').includes(`:${pid}:`);
  const own = new Set(requests.filter(isClaim).map(({ source }) => source));
  let within = false;
  const its = requests.filter(({ source }) => {
    if (source !== 'lua') within = own.has(source);
    return within;
  });
  const writes = its.filter((request) => !harmless.test(request.args[0] ?? '') && !isClaim(request));
  return { requests: its.length, writes: writes.map(({ args }) => args) };
}
