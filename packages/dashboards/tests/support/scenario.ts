import type { SimulatedMember } from '@anankor/discord-simulator';
import { createRedis } from '@anankor/ipc';
import type { Platform } from '@anankor/local-stack';
import type { Lab, Rises } from './lab.ts';

type Type = (who: SimulatedMember, command: string) => Promise<void>;

/** Two listeners in channels of their own, and one who is in none. */
interface Members {
  guildId: string;
  alice: SimulatedMember;
  bob: SimulatedMember;
  carol: SimulatedMember;
  type: Type;
  /** What a member is offered while typing. */
  complete: (who: SimulatedMember, command: string) => Promise<unknown>;
}

const shortLimit = { status: 429, retryAfter: 1, scope: 'user' } as const;
/** Its reply waits until its process is dead. */
const longLimit = { ...shortLimit, retryAfter: 120 } as const;

/** What `listen` moves: the playlist and two searches, one of them after a refusal, and what is answered. */
const listening: Rises = {
  'anankor_interactions_total{kind="command", outcome="accepted"}': 10,
  anankor_refusals_total: 1,
  anankor_job_end_to_end_seconds_count: 9,
  'anankor_tracks_ended_total{reason="skipped"}': 1,
  anankor_tracks_started_total: 2,
  'traces_span_metrics_calls_total{span_name="process resume"}': 1,
};

/** What `fail` moves. */
const failing: Rises = {
  'anankor_track_load_duration_seconds_count{outcome="denied"}': 1,
  'anankor_track_load_duration_seconds_count{outcome="failed"}': 1,
  'anankor_tracks_ended_total{reason="failed"}': 1,
  'anankor_discord_request_duration_seconds_count{outcome="limited"}': 1,
  'anankor_discord_request_duration_seconds_count{outcome="failed"}': 1,
  'traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"}': 1,
  anankor_dead_letters_total: 2,
  'traces_span_metrics_calls_total{span_name="process volume"}': 1,
};

/** What a reply that Discord limits moves. */
const waiting: Rises = { 'anankor_discord_request_duration_seconds_count{outcome="limited"}': 1 };

/** What the death of a worker's owner moves, that had a job in hand. */
const takingOver: Rises = {
  'anankor_job_retries_total{reason="takeover"}': 1,
  'anankor_job_end_to_end_seconds_count{command="volume"}': 1,
  'anankor_claim_transitions_total{outcome="taken"}': 1,
  'anankor_takeover_duration_seconds_count{stage="total"}': 1,
  'anankor_gateway_sessions_total{outcome="resumed"}': 1,
};

const stopping: Rises = {
  'anankor_job_end_to_end_seconds_count{command="stop"}': 1,
  'traces_span_metrics_calls_total{span_name="process stop"}': 1,
};

/**
 * Hours of the platform's life within a minute: music in two channels, what is refused and what fails, jobs that nobody can
 * read, rate limits, and a worker killed with a job in hand. Afterwards every metric has moved that members, faults and hand-overs move.
 * Everything comes twice, since a series that begins with its first event shows no rise. Resolves when Prometheus knows of all
 * of it and the rules have seen it, to the id of the guild in which it happened.
 */
export async function runScenario(lab: Lab): Promise<string> {
  const members = gather(lab.platform);
  for (let round = 0; round < 2; round += 1) {
    await lab.step(() => listen(members), listening);
    await lab.step(() => fail(lab.platform, members), failing);
  }
  let answer: Promise<void> | undefined;
  await lab.step(async () => {
    lab.platform.discord.faults.inject({ method: 'PATCH', route: /webhooks/, ...longLimit });
    answer = members.type(members.alice, '/volume level:70');
  }, waiting);
  await lab.step(async () => {
    await killTheBusyOwner(lab.platform);
    await answer;
  }, takingOver);
  await lab.platform.startWorker();
  await lab.scrapeAll();
  await lab.step(() => listen(members), listening);
  await lab.step(() => members.type(members.alice, '/stop'), stopping);
  await lab.prometheus.evaluatesAgain();
  return members.guildId;
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
    guildId: guild.id,
    alice,
    bob,
    carol,
    type: async (who, command) => {
      const handle = who.type(command, { channel: text, app: masterBot });
      await handle.reply({ timeoutMs: 60_000 });
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

/** Loads and tracks that fail, a Discord that limits and fails, and jobs that nobody can read. */
async function fail(platform: Platform, { bob, type }: Members): Promise<void> {
  await type(bob, '/play query:library:unavailable');
  await type(bob, '/play query:http://127.0.0.1/private.mp3');
  await type(bob, '/play query:library:broken position:now');
  platform.discord.faults.inject({ method: 'PATCH', route: /webhooks/, ...shortLimit });
  await type(bob, '/volume level:60');
  platform.discord.faults.inject({ method: 'PATCH', route: /webhooks/, status: 500 });
  await type(bob, '/volume level:65');
  const redis = createRedis(platform.redis.url, { role: 'commands', name: 'scenario' });
  for (const bot of platform.workerBots) await redis.xadd(`anankor:jobs:{${bot.botUserId}}`, '*', 'job', '{');
  redis.disconnect();
}

/** SIGKILL for the owner that has a job in hand. The standby, which was scraped before, takes over. */
async function killTheBusyOwner(platform: Platform): Promise<void> {
  const redis = createRedis(platform.redis.url, { role: 'commands', name: 'scenario' });
  const lengths = platform.workerBots.map(async (bot) => ({
    bot,
    length: await redis.xlen(`anankor:jobs:{${bot.botUserId}}`),
  }));
  const busy = (await Promise.all(lengths)).find(({ length }) => length > 0);
  redis.disconnect();
  const owner = busy && (await platform.ownerOf(busy.bot));
  if (!owner) throw new Error('No worker has a job in hand');
  owner.kill('SIGKILL');
  await owner.exited;
  await platform.allOwned();
}
