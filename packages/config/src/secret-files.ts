import { readFile } from 'node:fs/promises';
import type { EnvProblem } from './env.ts';
import type { SecretSource } from './secret-source.ts';

/** Only these: AWS_WEB_IDENTITY_TOKEN_FILE and others like it belong to somebody else. */
const secretVariable =
  /^(DISCORD_MASTER_TOKEN|DISCORD_WORKER_TOKEN_\d+|REDIS_URL|LAVALINK_PASSWORD|LAVALINK_NODES|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|ADMIN_TOKEN)_FILE$/;

/** `<NAME>_FILE` names a file that holds the value of `<NAME>`, as Docker and Kubernetes mount their secrets. */
export const secretFiles: SecretSource = {
  name: 'files',
  resolve: async (env) => {
    const values: Record<string, string> = {};
    const problems: EnvProblem[] = [];
    for (const [pointer, path] of Object.entries(env)) {
      const variable = secretVariable.exec(pointer)?.[1];
      if (variable === undefined || path === undefined || path === '') continue;
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
