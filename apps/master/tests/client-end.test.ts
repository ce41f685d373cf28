import { DiscordSimulator } from '@anankor/discord-simulator';
import { InputReader } from '@anankor/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../src/bot/create-client.ts';

let discord: DiscordSimulator;
beforeAll(async () => (discord = await DiscordSimulator.start({ identifyIntervalMs: 0 })));
afterAll(() => discord.stop());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('a destroyed client never connects again, at whatever moment of its login or of a reconnection', async () => {
  const bot = discord.createApplication({ name: 'bot' });
  discord.createGuild({ name: 'Room', bots: [bot] });
  const open = () => {
    const client = createClient({
      apiUrl: discord.restUrl,
      reader: new InputReader('gateway', () => undefined),
    });
    const ready = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
    client.login(bot.token).catch(() => undefined);
    return { client, ready };
  };
  for (let ms = 0; ms < 30; ms++) {
    const { client } = open();
    if (ms > 0) await pause(ms);
    await client.destroy();
  }
  for (const ms of [0, 100, 490, 510]) {
    const { client, ready } = open();
    await ready;
    discord.gateway(bot).reconnect();
    await pause(ms);
    await client.destroy();
  }
  // A socket that was opening says hello yet; the library waits half a second before it connects again.
  await pause(100);
  const from = discord.transcript.position;
  await pause(1_500);
  const begun = discord.transcript.since(from).filter(({ kind }) => kind === 'gateway');
  expect(begun).toEqual([]);
}, 60_000);
