import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedMember } from '@anankor/discord-simulator';
import { createRedis } from '@anankor/ipc';
import type { Platform } from '@anankor/local-stack';
import type { Lab } from './lab.ts';

type Type = (who: SimulatedMember, command: string) => Promise<void>;

/** Two listeners in channels of their own, and one who is in none. */
interface Members {
  alice: SimulatedMember;
  bob: SimulatedMember;
  carol: SimulatedMember;
  type: Type;
  /** What a member is offered while typing. */
  complete: (who: SimulatedMember, command: string) => Promise<unknown>;
}

/** From one scrape to the next, and a little more: a counter has to be seen before and after it moved. */
const BETWEEN_SCRAPES_MS = 1_500;

/**
 * Hours of the platform's life within a minute: music in two channels, what is refused and what fails, jobs that nobody can
 * read, a rate limit, and a worker killed. Afterwards every metric has moved that members, faults and hand-overs move.
 * Everything comes twice, since a series that begins with its first event shows no rise.
 */
export async function runScenario(lab: Lab): Promise<void> {
  const members = gather(lab.platform);
  for (let round = 0; round < 2; round += 1) {
    await listen(members);
    await fail(lab.platform, members);
    await wait(BETWEEN_SCRAPES_MS);
  }
  await killAWorker(lab);
  await listen(members);
  await wait(BETWEEN_SCRAPES_MS);
  await members.type(members.alice, '/stop');
}

function gather({ discord, masterBot, workerBots }: Platform): Members {
  const guild = discord.createGuild({ name: 'Listening Room', bots: [masterBot, ...workerBots] });
  const text = guild.createTextChannel({ name: 'music' });
  const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => guild.createMember({ name })) as [
    SimulatedMember,
    SimulatedMember,
    SimulatedMember,
  ];
  alice.joinVoice(guild.createVoiceChannel({ name: 'Lounge' }));
  bob.joinVoice(guild.createVoiceChannel({ name: 'Studio' }));
  return {
    alice,
    bob,
    carol,
    type: async (who, command) => {
      const handle = who.type(command, { channel: text, app: masterBot });
      await handle.reply({ timeoutMs: 20_000 });
    },
    complete: (who, command) => who.autocomplete(command, { channel: text, app: masterBot }),
  };
}

async function listen({ alice, bob, carol, type, complete }: Members): Promise<void> {
  await type(alice, '/ping');
  await type(alice, '/play query:concert pitch');
  await type(bob, '/play query:slow river');
  await type(alice, '/play query:library:playlist:short');
  await type(carol, '/play query:first snow');
  await complete(alice, '/play query:lo');
  await type(alice, '/queue show');
  await type(alice, '/nowplaying');
  await type(bob, '/volume level:50');
  await type(bob, '/pause');
  await type(alice, '/skip');
  await type(bob, '/resume');
}

/** Loads and tracks that fail, a Discord that limits, and jobs that nobody can read. */
async function fail(platform: Platform, { bob, type }: Members): Promise<void> {
  await type(bob, '/play query:library:unavailable');
  await type(bob, '/play query:http://127.0.0.1/private.mp3');
  await type(bob, '/play query:library:broken position:now');
  const limit = { status: 429, retryAfter: 1, scope: 'user' } as const;
  platform.discord.faults.inject({ method: 'PATCH', route: /webhooks/, ...limit });
  await type(bob, '/volume level:60');
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
  await wait(BETWEEN_SCRAPES_MS);
}
