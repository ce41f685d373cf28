import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedMember } from '@anankor/discord-simulator';
import { createRedis } from '@anankor/ipc';
import type { Platform } from '@anankor/local-stack';
import type { Lab } from './lab.ts';

/**
 * A few minutes in the life of the platform in one: music in two channels, what is refused and what fails, a job that can't be
 * read, a rate limit, and a worker killed. Afterwards every metric that a member, a fault or a hand-over moves has moved.
 */
export async function runScenario(lab: Lab): Promise<void> {
  const { platform } = lab;
  const { discord, masterBot, workerBots } = platform;
  const guild = discord.createGuild({ name: 'Listening Room', bots: [masterBot, ...workerBots] });
  const [lounge, studio] = [
    guild.createVoiceChannel({ name: 'Lounge' }),
    guild.createVoiceChannel({ name: 'Studio' }),
  ];
  const text = guild.createTextChannel({ name: 'music' });
  const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => guild.createMember({ name })) as [
    SimulatedMember,
    SimulatedMember,
    SimulatedMember,
  ];
  const type = async (who: SimulatedMember, command: string): Promise<void> => {
    const handle = who.type(command, { channel: text, app: masterBot });
    await handle.reply({ timeoutMs: 20_000 });
  };
  alice.joinVoice(lounge);
  bob.joinVoice(studio);

  await type(alice, '/ping');
  await type(alice, '/play query:concert pitch');
  await type(bob, '/play query:slow river');
  await type(alice, '/play query:library:playlist:short');
  await type(carol, '/play query:first snow');
  await alice.autocomplete('/play query:lo', { channel: text });
  await type(alice, '/queue show');
  await type(alice, '/nowplaying');
  await type(bob, '/volume level:50');
  await type(bob, '/pause');
  await type(alice, '/skip');
  await type(bob, '/resume');
  await failures(platform, (command) => type(bob, command));
  await killAWorker(lab);
  await type(alice, '/skip');
  await type(bob, '/skip');
  await type(alice, '/stop');
}

/** Loads and tracks that fail, a Discord that limits, and a job that nobody can read. */
async function failures(platform: Platform, type: (command: string) => Promise<void>): Promise<void> {
  await type('/play query:library:unavailable');
  await type('/play query:library:broken');
  await type('/play query:http://127.0.0.1/private.mp3');
  platform.discord.faults.inject({
    method: 'PATCH',
    route: /webhooks/,
    status: 429,
    retryAfter: 1,
    scope: 'user',
  });
  await type('/volume level:60');
  const redis = createRedis(platform.redis.url, { role: 'commands', name: 'scenario' });
  for (const bot of platform.workerBots) await redis.xadd(`anankor:jobs:{${bot.botUserId}}`, '*', 'job', '{');
  redis.disconnect();
}

/** SIGKILL for an owner; the standby takes over, and another process is started in its place. */
async function killAWorker(lab: Lab): Promise<void> {
  const { platform } = lab;
  const [bot] = platform.workerBots;
  const owner = bot && (await platform.ownerOf(bot));
  if (!owner) throw new Error('The first bot is nobody’s');
  owner.kill('SIGKILL');
  await owner.exited;
  await platform.startWorker();
  await lab.scrapeAll();
  await platform.allOwned();
  // Until the metrics of the take-over were scraped.
  await wait(3_000);
}
