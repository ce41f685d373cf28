export interface DemoOptions {
  /** Leaves when the scenario is over. */
  once: boolean;
  print(line: string): void;
  /** Resolves when the user wants to leave. */
  asked: Promise<void>;
  /** Where LAVALINK_* are looked for; the process's own unless told. */
  env?: NodeJS.ProcessEnv;
}
