import { writeFile } from 'node:fs/promises';
import { populate, readConfiguration } from './control/configuration.ts';
import { controlRoutes } from './control/control-routes.ts';
import { DiscordSimulator } from './discord-simulator.ts';

const configuration = await readConfiguration(process.env);
const discord = await DiscordSimulator.start({ ...configuration.simulator, extend: controlRoutes });
populate(discord, configuration, process.env);
if (configuration.certificateFile !== undefined) {
  await writeFile(configuration.certificateFile, discord.voice.certificate);
}
const { restUrl, gatewayUrl } = discord;
process.stdout.write(`${JSON.stringify({ restUrl, gatewayUrl, voiceEndpoint: discord.voice.endpoint })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void discord.stop());
