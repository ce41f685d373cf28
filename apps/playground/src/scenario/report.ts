import type { SimulatedChannel } from '@anankor/discord-simulator';
import Table from 'cli-table3';
import type { Performed } from './perform.ts';
import type { Stage } from './stage.ts';

const milliseconds = (ms: number | null): string => (ms === null ? '' : `${Math.round(ms)} ms`);
const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** A step on one line, as it happens. */
export function stepLine({ who, does, answer, ackMs, audioMs }: Performed): string {
  const audio = audioMs === null ? '' : `, heard after ${milliseconds(audioMs)}`;
  return `${who.padEnd(6)} ${does}\n       → ${shortened(answer, 100)}  (ack ${milliseconds(ackMs)}${audio})`;
}

/** All steps as a table. */
export function stepTable(steps: readonly Performed[]): string {
  const table = new Table({
    head: ['who', 'types', 'reads', 'ack', 'audio', 'heard where', 'what is heard', 'worker'],
    colWidths: [7, 26, 38, 8, 9, 9, 26, 11],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { who, does, answer, ackMs, audioMs, heard, worker } of steps) {
    const what = heard
      ? heard.what
        ? `${heard.what.track?.title ?? '?'}, ${heard.what.hz.toFixed(1)} Hz`
        : 'silence'
      : '';
    table.push([
      who,
      does,
      shortened(answer, 110),
      milliseconds(ackMs),
      milliseconds(audioMs),
      heard?.channel ?? '',
      what,
      worker,
    ]);
  }
  return table.toString();
}

export interface ChannelSound {
  channel: string;
  frames: number;
  lost: number;
  bad: number;
  largestInterruptionMs: number;
}

/** What arrived in a voice channel as a whole. */
export function channelSound({ platform }: Stage, channel: SimulatedChannel): ChannelSound {
  const { frames, lostFrames, badFrames, largestInterruptionMs } = platform.discord.audio(channel);
  return { channel: channel.name, frames, lost: lostFrames, bad: badFrames, largestInterruptionMs };
}

export function soundTable(sounds: readonly ChannelSound[]): string {
  const table = new Table({
    head: ['channel', 'frames', 'lost', 'undecryptable', 'largest unannounced gap'],
    style: { head: [], border: [] },
  });
  for (const { channel, frames, lost, bad, largestInterruptionMs } of sounds) {
    table.push([channel, frames, lost, bad, milliseconds(largestInterruptionMs)]);
  }
  return table.toString();
}
