import type { Command } from '../history.ts';
import { agrees } from './agrees.ts';
import { apply, fill, unfill } from './model.ts';
import type { Model, Outcome } from './model.ts';
import type { Step } from './steps.ts';

/** A step in its place, with what the session is after it. */
export interface Placed {
  step: Step;
  model: Model;
  /** The effect took place between these. */
  earliest: number;
  latest: number;
}

export interface Stuck {
  /** Steps that could be put in order. */
  explained: number;
  model: Model;
  /** What could not come next, with what the model would have answered. */
  next: readonly { step: Step; expected: string }[];
}

export type Order =
  { found: true; placed: readonly Placed[] } | { found: false; stuck: Stuck; exhausted: boolean };

export interface OrderRules {
  /** Whether a command may take effect before one that was typed earlier and not answered yet. */
  mayOvertake(later: Command, earlier: Command): boolean;
  /** States looked at before it gives up. */
  limit: number;
}

/**
 * An order of the steps in which a plain sequential session answers what the members read, each step between its bounds.
 * There may be several; one is enough. (The search is Wing and Gong's, with memory.)
 */
export function findOrder(steps: readonly Step[], rules: OrderRules): Order {
  return new Search(steps, rules).run();
}

function perform(model: Model, { command, part }: Step): Outcome {
  if (part === 'apply') return apply(model, command.action, command.id);
  return part === 'fill' ? fill(model, command.id) : unfill(model, command.id);
}

class Search {
  readonly #steps: readonly Step[];
  readonly #rules: OrderRules;
  readonly #done: boolean[];
  readonly #seen = new Set<string>();
  readonly #path: { step: Step; model: Model }[] = [];
  readonly #mandatory: number;
  #looked = 0;
  #stuck: Stuck = { explained: -1, model: null, next: [] };

  constructor(steps: readonly Step[], rules: OrderRules) {
    this.#steps = [...steps].sort((a, b) => a.from - b.from || a.command.id - b.command.id);
    this.#rules = rules;
    this.#done = this.#steps.map(() => false);
    this.#mandatory = this.#steps.filter(({ optional }) => !optional).length;
  }

  run(): Order {
    if (this.#explore(null, 0, Number.NEGATIVE_INFINITY)) return { found: true, placed: this.#placed() };
    return { found: false, stuck: this.#stuck, exhausted: this.#looked > this.#rules.limit };
  }

  /** @param now the latest beginning among the steps done: nothing that ended before it can follow. */
  #explore(model: Model, mandatoryDone: number, now: number): boolean {
    if (mandatoryDone === this.#mandatory) return true;
    if ((this.#looked += 1) > this.#rules.limit) return false;
    const key = this.#key(model);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const refused: { step: Step; expected: string }[] = [];
    for (const index of this.#candidates(now)) {
      const step = this.#steps[index] as Step;
      const { model: next, answer } = perform(model, step);
      if (step.read !== null && !agrees(answer, step.read)) {
        refused.push({ step, expected: JSON.stringify(answer) });
        continue;
      }
      this.#done[index] = true;
      this.#path.push({ step, model: next });
      if (this.#explore(next, mandatoryDone + (step.optional ? 0 : 1), Math.max(now, step.from))) return true;
      this.#path.pop();
      this.#done[index] = false;
    }
    if (mandatoryDone > this.#stuck.explained && refused.length > 0)
      this.#stuck = { explained: mandatoryDone, model, next: refused };
    return false;
  }

  /** Those that may come next: what must be done first in the order of typing, then what may have been done. */
  #candidates(now: number): number[] {
    const open = this.#steps
      .map((step, index) => ({ step, index }))
      .filter(({ index }) => !this.#done[index]);
    const due = Math.min(...open.filter(({ step }) => !step.optional).map(({ step }) => step.to));
    if (due < now) return [];
    const possible = open.filter(({ step }) => {
      if (step.from > due || step.to < now) return false;
      if (step.part !== 'apply' && open.some((other) => precedes(other.step, step))) return false;
      return (
        step.part !== 'apply' || step.optional || !open.some((other) => this.#holdsBack(other.step, step))
      );
    });
    return possible
      .sort((a, b) => Number(a.step.optional) - Number(b.step.optional))
      .map(({ index }) => index);
  }

  /** Whether `earlier` was typed first and must take effect first. */
  #holdsBack(earlier: Step, later: Step): boolean {
    if (earlier.part !== 'apply' || earlier.optional || earlier.command.id >= later.command.id) return false;
    return !this.#rules.mayOvertake(later.command, earlier.command);
  }

  #key(model: Model): string {
    const first = this.#done.indexOf(false);
    const rest = this.#done.slice(first).map(Number).join('').replace(/0+$/, '');
    return `${first} ${rest} ${JSON.stringify(model)}`;
  }

  #placed(): Placed[] {
    const placed: Placed[] = [];
    let earliest = Number.NEGATIVE_INFINITY;
    for (const { step, model } of this.#path) {
      earliest = Math.max(earliest, step.from);
      placed.push({ step, model, earliest, latest: step.to });
    }
    let latest = Infinity;
    for (const one of placed.reverse()) {
      latest = Math.min(latest, one.latest);
      one.latest = latest;
    }
    return placed.reverse();
  }
}

function precedes(other: Step, step: Step): boolean {
  return other.part === 'apply' && other.command === step.command;
}
