import { Platform, givenLavalink } from '@anankor/local-stack';
import type { DemoOptions } from './demo-options.ts';
import { demoOnLavalink } from './lavalink/demo-on-lavalink.ts';
import { channelSound, soundTable, stepLine, stepTable } from './scenario/report.ts';
import { play } from './scenario/scenario.ts';
import { setStage } from './scenario/stage.ts';

/** Starts the platform, plays the scenario, and stays. Throws when anything is not as it should be. */
export async function demo(options: DemoOptions): Promise<void> {
  const lavalink = givenLavalink(options.env);
  return lavalink ? demoOnLavalink(lavalink, options) : demoOnAudioNode(options);
}

async function demoOnAudioNode({ once, print, asked }: DemoOptions): Promise<void> {
  const begun = performance.now();
  print('Starting a local Discord, Redis, DynamoDB, an audio node, a master and two workers …');
  const platform = await Platform.start({
    onProgress: (what) => print(`  ${what}`),
    // The demo's members type faster than people.
    env: { COOLDOWN_COMMANDS: '100' },
  });
  try {
    const stage = setStage(platform);
    print(`Ready after ${((performance.now() - begun) / 1000).toFixed(1)} s. Members begin to type.\n`);
    const steps = await play(
      stage,
      (performed) => print(stepLine(performed)),
      (who, typed, offered) => print(`${who}  ${typed}…\n       is offered: ${offered}`),
    );
    const sounds = [stage.lounge, stage.studio, stage.attic].map((channel) => channelSound(stage, channel));
    print(`\n${stepTable(steps)}\n\n${soundTable(sounds)}`);
    for (const { channel, lost, bad, frames } of sounds) {
      if (frames === 0 || lost > 0 || bad > 0)
        throw new Error(`#${channel}: ${frames} frames, ${lost} lost, ${bad} bad`);
    }
    const owners = await Promise.all(platform.workerBots.map((bot) => platform.ownerOf(bot)));
    print(
      `\nAll ${steps.length} steps were as they should be. Worker processes: ${owners.map((owner) => owner?.pid).join(', ')}.`,
    );
    if (once) return;
    print(`The stack stays up: Discord's REST at ${platform.discord.restUrl}. Ctrl-C ends it.`);
    await asked;
  } finally {
    await platform.stop();
  }
}
