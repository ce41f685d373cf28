import { join } from 'node:path';
import { Platform, keepVoiceCertificate, toolFolder, trustInJava } from '@anankor/local-stack';
import type { DemoOptions } from '../demo-options.ts';
import { hear } from '../scenario/listen.ts';
import { perform } from '../scenario/perform.ts';
import { setStage } from '../scenario/stage.ts';
import { serveTone } from './tone-server.ts';

/**
 * The platform on a Lavalink that somebody else runs. It has none of the library's tracks, so one tone is played by its link, and is heard
 * or the demo fails.
 */
export async function demoOnLavalink(
  lavalink: Readonly<Record<string, string>>,
  { once, print, asked }: DemoOptions,
): Promise<void> {
  const certificate = await keepVoiceCertificate(join(toolFolder(), 'voice'));
  const commands = trustInJava(certificate.file);
  print(
    "Lavalink has to trust the local Discord's voice server. Its certificate stays the same, so this is needed once:",
  );
  for (const command of commands) print(`  ${command}`);
  const tone = await serveTone();
  const platform = await Platform.start({
    lavalink,
    simulator: { voice: { certificate } },
    env: { SOURCE_ALLOWED_HOSTS: new URL(tone.url).host },
    onProgress: (what) => print(`  ${what}`),
  }).catch((error: unknown) => {
    tone.close();
    throw error;
  });
  try {
    const stage = setStage(platform);
    const { alice, lounge } = stage;
    const since = Date.now();
    await perform(stage, { who: alice, does: `/play query:${tone.url}`, answers: /concert.pitch/i });
    const { hz } = await hear(platform.discord, lounge, 'concert-pitch', { since, timeoutMs: 30_000 });
    print(`#${lounge.name} hears ${hz.toFixed(1)} Hz from ${tone.url}`);
    if (once) return;
    print(`The stack stays up: Discord's REST at ${platform.discord.restUrl}. Ctrl-C ends it.`);
    await asked;
  } finally {
    await platform.stop();
    tone.close();
  }
}
