import type { JobCommandPath } from '@anankor/schemas';
import type { Handler } from './handler.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { loop } from './loop.ts';
import { nowplaying } from './nowplaying.ts';
import { pause } from './pause.ts';
import { play } from './play.ts';
import { queueShow } from './queue-show.ts';
import { queueShuffle } from './queue-shuffle.ts';
import { queueUndo } from './queue-undo.ts';
import { resume } from './resume.ts';
import { skip } from './skip.ts';
import { stop } from './stop.ts';
import { volume } from './volume.ts';

/** A handler for every command that travels as a job; a missing one does not compile. */
export const handlers: { [Path in JobCommandPath]: Handler<Path> } = {
  play,
  pause,
  resume,
  skip,
  stop,
  loop,
  volume,
  nowplaying,
  'queue show': queueShow,
  'queue shuffle': queueShuffle,
  'queue undo': queueUndo,
  join,
  leave,
};
