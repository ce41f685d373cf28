import * as music from '@anankor/music';
import { failure, namedTrack, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const resume: Handler<'resume'> = ({ draft }) => {
  const result = music.resume(draft);
  if (result === 'NP') return { reply: failure('NP') };
  if (result === 'already') return { reply: reply('resume.already', {}, 'info') };
  const track = namedTrack(result.track.track);
  return { reply: reply('resume.done', { track, positionMs: result.positionMs }) };
};
