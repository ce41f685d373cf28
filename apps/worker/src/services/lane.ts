/**
 * A guild's lane: inputs are processed one after the other in the order they came, and lanes run side by side. The processor
 * must not throw; it may wait for the commit, and for nothing slower.
 */
export class Lane<Input> {
  readonly #process: (input: Input) => Promise<void>;
  readonly #onIdle: () => void;
  #inputs: Input[] = [];
  #running = false;

  constructor(process: (input: Input) => Promise<void>, onIdle: () => void = () => undefined) {
    this.#process = process;
    this.#onIdle = onIdle;
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Inputs that wait, the one in hand not counted. */
  get depth(): number {
    return this.#inputs.length;
  }

  push(input: Input): void {
    this.#inputs.push(input);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#inputs.length > 0) {
      const batch = this.#inputs;
      this.#inputs = [];
      for (const input of batch) await this.#process(input);
    }
    this.#running = false;
    this.#onIdle();
  }
}
