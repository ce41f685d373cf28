import { readFile } from 'node:fs/promises';
import { LavalinkConnection } from './support/lavalink-connection.ts';
import { startNodeProcess } from './support/node-process.ts';
import { VoiceRoom } from './support/voice-room.ts';

/**
 * Measures what many players cost and how evenly they send. Run by hand:
 * `node --conditions=@anankor/source tests/measure.ts <players> <seconds> [volume]`; another volume than 100 encodes.
 */
const [players = 20, seconds = 20, volume = 100] = process.argv.slice(2).map(Number);

const room = await VoiceRoom.open({ decode: 'sampled' });
const node = await startNodeProcess({ NODE_EXTRA_CA_CERTS: room.certificateFile });
const connection = await LavalinkConnection.open(node);
const seats = Array.from({ length: players }, () => room.seat());
for (const seat of seats) {
  const track = { identifier: 'library:endless-summer' };
  await connection.player('PATCH', seat.guildId, { voice: room.admit(seat), track, volume });
}
await sleep(2000);
for (const { guildId } of seats) room.server.resetReport({ guildId });
const before = await cpuSeconds();
const startedAt = performance.now();
await sleep(seconds * 1000);
const elapsed = (performance.now() - startedAt) / 1000;
const cpu = ((await cpuSeconds()) - before) / elapsed;
const reports = seats.map(({ guildId }) => room.server.report({ guildId, intervals: true }));
const intervals = reports.flatMap((report) => [...(report.intervalsMs ?? [])]).sort((a, b) => a - b);
const quantile = (share: number): number => intervals[Math.floor(share * (intervals.length - 1))] ?? 0;
const result = {
  players,
  volume,
  seconds: elapsed,
  cpuOfOneCore: cpu,
  framesPerPlayerAndSecond: reports.reduce((sum, { frames }) => sum + frames, 0) / players / elapsed,
  lostFrames: reports.reduce((sum, { lostFrames }) => sum + lostFrames, 0),
  intervalMs: {
    p1: quantile(0.01),
    p50: quantile(0.5),
    p99: quantile(0.99),
    p999: quantile(0.999),
    max: quantile(1),
  },
  gapsOver40Ms: reports.reduce((sum, { interruptions }) => sum + interruptions.length, 0),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
await connection.cut();
await node.stop();
await room.close();

/** User and system time of the node so far. */
async function cpuSeconds(): Promise<number> {
  const stat = await readFile(`/proc/${node.child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
