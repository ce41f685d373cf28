import { describe, expect, it } from 'vitest';
import { checkHistory } from '../src/chaos/check/check-history.ts';
import type { History } from '../src/chaos/history.ts';
import { HistoryBuilder } from './chaos-history.ts';

const found = (history: History): string[] => checkHistory(history).violations.map(({ kind }) => kind);

/** A track that plays, three that wait, one skip, and a look at the queue. */
function evening(): HistoryBuilder {
  const built = new HistoryBuilder();
  built.play('a', 0);
  built.play('b', 1);
  built.play('c', 2);
  built.play('d', 3);
  built.skip('a', 'b');
  return built;
}

describe('the checker', () => {
  it('finds nothing wrong with what is right', () => {
    const built = evening();
    built.page('b', ['c', 'd']);
    const from = 11_000;
    const heard = [
      { slug: 'a', hz: 440, from, until: 15_050 },
      { slug: 'b', hz: 523, from: 15_050, until: built.now + 10_000 },
    ];
    const verdict = checkHistory(built.build({ heard }));
    expect(verdict.violations).toEqual([]);
    expect(verdict.counts).toMatchObject({ commands: 6, done: 6, refused: 0, unheard: 0 });
  });

  it('finds a lost job', () => {
    const built = evening();
    built.skip('b', 'c');
    built.page('b', ['c', 'd']);
    expect(found(built.build())).toEqual(['lost']);
  });

  it('finds a lost queue entry', () => {
    const built = evening();
    built.page('b', ['d']);
    const { violations } = checkHistory(built.build());
    expect(violations).toMatchObject([{ kind: 'lost', text: expect.stringMatching(/^#2 play/) }]);
  });

  it('finds a double skip', () => {
    const built = evening();
    built.page('c', ['d']);
    const { violations } = checkHistory(built.build());
    expect(violations).toMatchObject([{ kind: 'twice', text: expect.stringMatching(/^#4 skip/) }]);
  });

  it('finds a play that was applied twice, by the queue alone', () => {
    const built = evening();
    built.page('b', ['c', 'd', 'd']);
    expect(found(built.build())).toEqual(['twice']);
  });

  it('finds a swapped order among commands typed at once, unless a fault held the first one up', () => {
    const built = new HistoryBuilder();
    built.play('a', 0);
    built.play('b', 2, { tookMs: 900 });
    built.play('c', 1, { everyMs: 50 });
    built.page('a', ['c', 'b']);
    expect(found(built.build())).toEqual(['order']);
    built.fault({ kind: 'master.kill', at: built.commands[1]!.typedAt });
    const verdict = checkHistory(built.build());
    expect(verdict.violations).toEqual([]);
    expect(verdict.counts.overtaken).toBe(1);
  });

  it('excuses nothing that came after an answer: what was answered is done before what is typed next', () => {
    const built = new HistoryBuilder();
    built.play('a', 0);
    built.fault({ kind: 'master.kill', at: 0, healedAt: Infinity });
    built.play('b', 2);
    built.play('c', 1);
    built.page('a', ['c', 'b']);
    expect(found(built.build())).toEqual(['inexplicable']);
  });

  it('finds a command that was answered with an error and applied all the same', () => {
    const built = evening();
    built.type({ kind: 'skip' }, { kind: 'failure', code: 'ER', text: 'Something broke' });
    built.page('c', ['d']);
    const { violations } = checkHistory(built.build());
    expect(violations).toMatchObject([{ kind: 'despite-error', text: expect.stringMatching(/^#5 skip/) }]);
  });

  it('lets a command that was never acknowledged happen or not', () => {
    for (const [current, queue] of [
      ['b', ['c', 'd']],
      ['c', ['d']],
    ] as const) {
      const built = evening();
      built.type({ kind: 'skip' }, null);
      built.page(current, queue);
      expect(found(built.build())).toEqual([]);
    }
    const built = evening();
    built.type({ kind: 'skip' }, null);
    built.page('d', []);
    expect(found(built.build())).not.toEqual([]);
  });

  it('finds a command that was acknowledged and never answered, and one answered in two ways', () => {
    const built = evening();
    built.abandon({ kind: 'volume', level: 10 });
    expect(found(built.build())).toEqual(['unanswered']);
    const other = evening();
    const last = other.commands.at(-1)!;
    other.commands[last.id] = {
      ...last,
      answers: [...last.answers, { kind: 'failure', code: 'ER', text: 'Something broke' }],
    };
    expect(found(other.build())).toEqual(['contradiction']);
  });

  it('knows that a failure must have its reason', () => {
    const built = evening();
    built.type({ kind: 'skip' }, { kind: 'failure', code: 'NS', text: 'No session' });
    expect(found(built.build())).not.toEqual([]);
  });

  it('keeps the place of a track that loads, and goes on with it when no node was up', () => {
    const built = new HistoryBuilder();
    built.play('a', 0);
    built.type({ kind: 'play', slug: 'b' }, { kind: 'failure', code: 'ND', text: 'No node' });
    built.page('a', ['loading:b']);
    built.page('a', ['b']);
    expect(found(built.build())).toEqual([]);
  });
});

describe('what is heard', () => {
  const long = { everyMs: 20_000 };
  const quiet = (): HistoryBuilder => {
    const built = new HistoryBuilder();
    built.play('a', 0);
    built.play('b', 1, long);
    return built;
  };

  it('has no gap that nothing explains', () => {
    const gap = { at: 20_000, ms: 300 };
    expect(found(quiet().build({ gaps: [gap] }))).toEqual(['gap']);
    expect(found(quiet().build({ gaps: [{ at: 20_000, ms: 55 }] }))).toEqual([]);
  });

  it('has none when a worker is killed, and a short one when a node dies', () => {
    const gap = { at: 20_000, ms: 900 };
    for (const [kind, kinds] of [
      ['worker.kill', ['gap']],
      ['redis.restart', ['gap']],
      ['node.kill', []],
    ] as const) {
      const built = quiet();
      built.fault({ kind, at: 19_900 });
      expect(found(built.build({ gaps: [gap] }))).toEqual(kinds);
    }
    const built = quiet();
    built.fault({ kind: 'node.kill', at: 19_900 });
    expect(found(built.build({ gaps: [{ at: 20_000, ms: 4_000 }] }))).toEqual(['gap']);
  });

  it('has a long gap at a node that hangs, and not for longer than it takes to notice', () => {
    const hung = (ms: number): string[] => {
      const built = quiet();
      built.fault({ kind: 'node.freeze', at: 14_900, healedAt: 30_000 });
      return found(built.build({ gaps: [{ at: 15_000, ms }] }));
    };
    expect(hung(8_500)).toEqual([]);
    expect(hung(9_500)).toEqual(['gap']);
    expect(hung(12_000)).toEqual(['silence']);
  });

  it('comes from one player at a time', () => {
    const stray = (ms: number): string[] =>
      found(quiet().build({ strays: [{ from: 20_000, until: 20_000 + ms, frames: ms / 20 }] }));
    expect(stray(800)).toEqual([]);
    expect(stray(3_000)).toEqual(['second-source']);
  });

  it('has gaps of the machine, as long as the machine was late', () => {
    const history = quiet().build({ gaps: [{ at: 20_000, ms: 300 }] });
    const stalls = { ...history.stalls, sound: [{ at: 20_010, ms: 260 }] };
    expect(found({ ...history, stalls })).toEqual([]);
  });

  it('is silent where it should be, and only there', () => {
    const built = quiet();
    built.type({ kind: 'pause' }, { kind: 'paused', slug: 'a' });
    built.type({ kind: 'resume' }, { kind: 'resumed', slug: 'a' }, { everyMs: 30_000 });
    const pausedAt = built.commands[2]!.typedAt;
    expect(found(built.build({ gaps: [{ at: pausedAt + 50, ms: 30_000 }] }))).toEqual([]);
    expect(found(built.build({ gaps: [{ at: pausedAt + 50, ms: 37_000 }] }))).toEqual(['gap']);
    expect(found(built.build({ lastFrameAt: pausedAt }))).toEqual(['gap']);
    expect(found(built.build({ firstFrameAt: null }))).toContain('silence');
  });

  it('is the track that the session plays', () => {
    const until = quiet().now;
    const wrong = [{ slug: 'b', hz: 523, from: 20_000, until: 22_000 }];
    expect(found(quiet().build({ heard: wrong }))).toEqual(['wrong-sound']);
    expect(found(quiet().build({ heard: [{ slug: null, hz: 99, from: 20_000, until }] }))).toEqual([
      'wrong-sound',
    ]);
  });
});
