import { setTimeout as wait } from 'node:timers/promises';
import { Lab } from '../support/lab.ts';

/** One command through a real platform that sends its spans to the collector; says what arrived, exits 1 where something did not. */
const lab = await Lab.start();
try {
  const { collector } = lab;
  if (!collector)
    throw new Error('No otelcol: `infra/tools/install.sh otelcol` builds one, or name a binary in OTELCOL.');
  await play(lab);
  const metrics = await exposed(collector.metricsAddress);
  // The debug exporter writes `"spans": 12` for every batch.
  const spans = [...collector.output.matchAll(/"spans": (\d+)/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  const calls = metrics.split('\n').filter((line) => line.startsWith('traces_span_metrics_calls_total{'));
  const services = [...new Set(calls.map((line) => /service_name="([^"]+)"/.exec(line)?.[1] ?? ''))].sort();
  const ids = calls.filter((line) => /(guild|user|channel|job)_id=/.test(line));
  report(spans > 0, `${spans} spans in the debug output`);
  report(
    services.length === 2,
    `span metrics of ${services.join(' and ') || 'nobody'} (${calls.length} series)`,
  );
  report(ids.length === 0, `${ids.length} series with ids as labels`);
} finally {
  await lab.stop();
}

async function play({ platform }: Lab): Promise<void> {
  const guild = platform.discord.createGuild({
    name: 'Listening Room',
    bots: [platform.masterBot, ...platform.workerBots],
  });
  const member = guild.createMember({ name: 'alice' });
  member.joinVoice(guild.createVoiceChannel({ name: 'Lounge' }));
  const channel = guild.createTextChannel({ name: 'music' });
  await member.type('/play query:concert pitch', { channel, app: platform.masterBot }).reply();
}

/** What the collector exposes, once both apps' spans are in it; what there is after 20 s. */
async function exposed(address: string): Promise<string> {
  for (let left = 40; ; left -= 1) {
    const body = await fetch(`http://${address}/metrics`).then((answer) => answer.text());
    const complete = ['anankor-master', 'anankor-worker'].every((service) =>
      body.includes(`service_name="${service}"`),
    );
    if (complete || left === 0) return body;
    await wait(500);
  }
}

function report(good: boolean, what: string): void {
  process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${what}\n`);
  if (!good) process.exitCode = 1;
}
