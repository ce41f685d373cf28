import { failure, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';
import { nowPlaying } from './panel.ts';

export const nowplaying: Handler<'nowplaying'> = ({ draft }) => {
  const panel = nowPlaying(draft.state, draft.now);
  return { reply: panel ? reply('nowplaying', panel, 'info') : failure('NP') };
};
