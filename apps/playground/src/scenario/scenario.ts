import { hearNothing } from './listen.ts';
import { perform, suggest } from './perform.ts';
import type { Performed, Step } from './perform.ts';
import type { Stage } from './stage.ts';

/** What the demo shows, in order: two channels of one guild, two workers, and what happens when things are refused. */
export async function play(
  stage: Stage,
  onStep: (performed: Performed) => void,
  onSuggestion: (who: string, typed: string, offered: string) => void,
): Promise<Performed[]> {
  const { alice, bob, carol, dave, lounge, studio } = stage;
  const done: Performed[] = [];
  const act = async (step: Step): Promise<Performed> => {
    const performed = await perform(stage, step);
    done.push(performed);
    onStep(performed);
    return performed;
  };
  const concert = { channel: lounge, track: 'concert-pitch' };
  const river = { channel: studio, track: 'slow-river' };

  await act({ who: alice, does: '/ping', answers: /ms/ });
  onSuggestion(
    'alice',
    '/play query:conce',
    await suggest(stage, alice, '/play query:conce', 'Concert Pitch'),
  );
  await act({ who: alice, does: '/help', answers: /play/ });
  await act({ who: alice, does: '/play query:concert pitch', answers: /Concert Pitch/, hears: concert });
  await act({ who: bob, does: '/play query:slow river', answers: /Slow River/, hears: river });
  await act({ who: alice, does: '/play query:long way home', answers: /Long Way Home/, hears: concert });
  await act({ who: alice, does: '/play query:library:playlist:shifts', answers: /Shifts/, hears: concert });
  await act({ who: alice, does: '/queue show', answers: /Long Way Home.*Morning Shift/ });
  const panel = await act({ who: alice, does: '/nowplaying', answers: /Concert Pitch/ });
  const paused = { channel: lounge, track: null };
  await act({ who: alice, does: '[Pause]', on: panel.handle, answers: /Concert Pitch/, hears: paused });
  await act({ who: alice, does: '/resume', answers: /Concert Pitch/, hears: concert });
  const home = { channel: lounge, track: 'long-way-home' };
  await act({ who: alice, does: '/skip', answers: /Long Way Home/, hears: home });
  await act({ who: bob, does: '/volume level:50', answers: /50/, hears: river });
  await act({ who: carol, does: '/play query:first snow', answers: /Lounge|Studio|busy|free/i });
  await act({ who: dave, does: '/play query:first snow', answers: /voice channel first/i });
  await act({
    who: bob,
    does: '/play query:http://127.0.0.1/private.mp3',
    answers: /not allowed/,
    hears: river,
  });
  const stopped = await act({
    who: bob,
    does: '/stop',
    answers: /Stopped/,
    hears: { channel: studio, track: null },
  });
  await act({ who: bob, does: '[Undo]', on: stopped.handle, answers: /back/i, hears: river });
  await act({ who: alice, does: '/leave', answers: /Left/, hears: { channel: lounge, track: null } });
  await act({
    who: carol,
    does: '/play query:first snow',
    answers: /First Snow/,
    hears: { channel: stage.attic, track: 'first-snow' },
  });
  await act({ who: bob, does: '/leave', answers: /Left/, hears: { channel: studio, track: null } });
  await act({ who: carol, does: '/leave', answers: /Left/ });
  await hearNothing(stage.platform.discord, stage.attic);
  return done;
}
