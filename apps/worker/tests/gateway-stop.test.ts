import { systemClock } from '@anankor/core';
import { createRest } from '@anankor/discord';
import { DiscordSimulator } from '@anankor/discord-simulator';
import { InputReader } from '@anankor/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewaySessions } from '../src/bot/gateway-session.ts';
import { Gateway } from '../src/bot/gateway.ts';

let discord: DiscordSimulator;
beforeAll(async () => (discord = await DiscordSimulator.start({ identifyIntervalMs: 0 })));
afterAll(() => discord.stop());

it('never comes back after a stop, at whatever moment of its start or of a reconnection', async () => {
  const bot = discord.createApplication({ name: 'bot' });
  discord.createGuild({ name: 'Room', bots: [bot] });
  const rest = createRest({ token: bot.token, apiUrl: discord.restUrl });
  const reader = new InputReader('gateway', () => undefined);
  let stored: string | null = null;
  const open = () => {
    const sessions = GatewaySessions.parse(stored, reader);
    const gateway = new Gateway({ token: bot.token, rest, sessions, reader });
    const started = gateway.start(new AbortController().signal);
    started.catch(() => undefined);
    const stop = async (): Promise<void> => {
      await gateway.stop();
      stored = sessions.serialize();
    };
    return { gateway, started, stop };
  };
  const first = open();
  await first.started;
  await first.stop();

  // A resume here takes some ten milliseconds.
  for (let ms = 0; ms < 30; ms++) {
    const { stop } = open();
    if (ms > 0) await systemClock.sleep(ms / 2);
    await stop();
  }
  for (const ms of [0, 100, 490, 510]) {
    const { started, stop } = open();
    await started;
    discord.gateway(bot).reconnect();
    await systemClock.sleep(ms);
    await stop();
  }
  const last = open();
  await last.started;
  const closes: number[] = [];
  last.gateway.on('closed', (_shard, code) => closes.push(code));
  // The library waits half a second before it connects again.
  await systemClock.sleep(2_000);
  await last.stop();
  expect(closes).toEqual([4200]);
}, 60_000);
