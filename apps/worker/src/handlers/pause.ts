import * as music from '@anankor/music';
import { failure, namedTrack, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const pause: Handler<'pause'> = ({ draft }) => {
  const result = music.pause(draft);
  if (result === 'NP') return { reply: failure('NP') };
  if (result === 'already') return { reply: reply('pause.already', {}, 'info') };
  const track = namedTrack(result.track.track);
  return { reply: reply('pause.done', { track, positionMs: result.positionMs }) };
};
