import { readFile, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretStoreError } from './secret-store.ts';
import type { SecretStore } from './secret-store.ts';
import { isSecretVariable } from './secret-variables.ts';

/**
 * Folders in which each file is called like the credential it holds, as Kubernetes mounts a Secret. Kubernetes replaces all
 * files in one step by turning the link `..data` to another folder: what is read is one version, never the half of two.
 */
export const mountedSecrets: SecretStore = {
  read: async (folder, signal) => {
    try {
      const version = await realpath(join(folder, '..data')).catch(() => folder);
      const names = (await readdir(version)).filter(isSecretVariable);
      const entries = names.map(
        async (name) => [name, await readFile(join(version, name), { encoding: 'utf8', signal })] as const,
      );
      return { values: Object.fromEntries(await Promise.all(entries)) };
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      // A version that was replaced while it was read is gone; the next try reads its successor.
      throw new SecretStoreError(`a folder it names can't be read (${reason}): check its path and mount`, {
        retryable: reason === 'ENOENT',
      });
    }
  },
};
