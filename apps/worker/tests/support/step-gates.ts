import type { JobStep, OnStep } from '../../src/services/steps.ts';

/** Stops workers of the test's own process at a step until the test lets them go on. */
export class StepGates {
  readonly #gates = new Map<
    string,
    { reached: PromiseWithResolvers<void>; open: PromiseWithResolvers<void> }
  >();

  readonly onStep: OnStep = async (step) => {
    const gate = this.#gates.get(step);
    gate?.reached.resolve();
    await gate?.open.promise;
  };

  /** From now on whoever comes to the step waits there; the answer resolves when somebody does. */
  close(step: JobStep): Promise<void> {
    const gate = { reached: Promise.withResolvers<void>(), open: Promise.withResolvers<void>() };
    this.#gates.set(step, gate);
    return gate.reached.promise;
  }

  open(step: JobStep): void {
    this.#gates.get(step)?.open.resolve();
    this.#gates.delete(step);
  }
}
