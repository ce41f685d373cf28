import { readFile } from 'node:fs/promises';
import type { EnvProblem } from './env.ts';
import type { SecretSource } from './secret-source.ts';
import { isFileVariable } from './secret-variables.ts';

/** `<NAME>_FILE` names a file that holds the value of `<NAME>`, as Docker and Kubernetes mount their secrets. */
export const secretFiles: SecretSource = {
  name: 'files',
  resolve: async (env) => {
    const values: Record<string, string> = {};
    const problems: EnvProblem[] = [];
    for (const [pointer, path] of Object.entries(env)) {
      const variable = /^(.+)_FILE$/.exec(pointer)?.[1];
      if (variable === undefined || !isFileVariable(variable) || !path) continue;
      if (env[variable]) {
        problems.push({ variable, message: `is set beside ${pointer}, expected only one of the two` });
        continue;
      }
      try {
        // Editors and `echo` leave a line break behind, which is never part of a credential.
        values[variable] = (await readFile(path, 'utf8')).trim();
      } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
        problems.push({ variable, message: `the file named by ${pointer} can't be read (${reason})` });
      }
    }
    return { values, problems };
  },
};
