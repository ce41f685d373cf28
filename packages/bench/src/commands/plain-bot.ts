/**
 * What most music bots are: one process, discord.js and lavalink-client, nothing stored. The measure for how much a command
 * loses on its way through master, Redis and worker. Environment: TOKEN, API_URL, NODE_PORT, NODE_PASSWORD.
 */
import { Client, GatewayIntentBits } from 'discord.js';
import type { ChatInputCommandInteraction, GuildMember } from 'discord.js';
import { LavalinkManager } from 'lavalink-client';

const { TOKEN = '', API_URL = '', NODE_PORT = '', NODE_PASSWORD = '' } = process.env;

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
  rest: { api: API_URL },
});
const lavalink = new LavalinkManager({
  nodes: [{ id: 'main', host: '127.0.0.1', port: Number(NODE_PORT), authorization: NODE_PASSWORD }],
  sendToShard: (guildId, payload) => client.guilds.cache.get(guildId)?.shard.send(payload),
});
client.on('raw', (packet: unknown) => void lavalink.sendRawData(packet as never));

async function play(interaction: ChatInputCommandInteraction): Promise<string> {
  const member = interaction.member as GuildMember;
  const player = lavalink.createPlayer({
    guildId: interaction.guildId ?? '',
    voiceChannelId: member.voice.channelId ?? '',
  });
  await player.connect();
  const found = await player.search({ query: interaction.options.getString('query', true) }, member.user);
  const [track] = found.tracks;
  if (!track) return 'Nothing found';
  await player.queue.add(track);
  if (!player.playing) await player.play();
  return `Playing ${track.info.title}`;
}

client.on('interactionCreate', (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  void (async () => {
    await interaction.deferReply();
    const player = lavalink.getPlayer(interaction.guildId ?? '');
    let answer = 'Nothing plays';
    if (interaction.commandName === 'play') answer = await play(interaction);
    else if (interaction.commandName === 'pause' && player) {
      await player.pause();
      answer = 'Paused';
    } else if (player) {
      await player.resume();
      answer = 'Resumed';
    }
    await interaction.editReply(answer);
  })().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
});

client.once('clientReady', (ready) => {
  void (async () => {
    await lavalink.init({ id: ready.user.id, username: ready.user.username });
    await ready.application.commands.set([
      {
        name: 'play',
        description: 'Play a track',
        options: [{ type: 3, name: 'query', description: 'What to play', required: true }],
      },
      { name: 'pause', description: 'Pause' },
      { name: 'resume', description: 'Resume' },
    ]);
    process.stdout.write('ready\n');
  })();
});
await client.login(TOKEN);
