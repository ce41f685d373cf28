import { setVolume } from '@anankor/music';
import { failure, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const volume: Handler<'volume'> = ({ draft, input: { level } }) => {
  if (level === undefined) return { reply: reply('volume.shown', { level: draft.head.volume }, 'info') };
  if (setVolume(draft, level) === 'OR')
    return { reply: failure('OR', { option: 'level', min: 0, max: draft.settings.maxVolume }) };
  return { reply: reply('volume.set', { level }) };
};
