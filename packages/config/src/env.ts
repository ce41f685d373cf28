/** Environment variables by name; an empty one counts as unset. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable. `message` says what is expected and never holds the value. */
export interface EnvProblem {
  variable: string;
  message: string;
}
