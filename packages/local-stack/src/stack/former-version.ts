import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../tool-folder.ts';

const run = promisify(execFile);

/**
 * A folder with the repository as of a commit, installed, so that its master and worker can be started
 * (`Platform.startMaster`, `startWorker`). Made once in `.anankor/versions`, some 15 s, and used again from there.
 *
 * @throws Error where the clone does not have the commit, or its packages can't be installed; the message says what to do.
 */
export async function formerVersion(commit: string): Promise<string> {
  const root = repositoryRoot();
  const folder = join(root, '.anankor', 'versions', commit);
  if (existsSync(join(folder, INSTALLED))) return folder;
  await run('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root }).catch(() => {
    throw new Error(
      `This clone has no commit ${commit}, so no rolling update from it can be tested: fetch the whole history (git fetch --unshallow)`,
    );
  });
  await mkdir(dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  try {
    const archive = join(made, 'archive.tar');
    await run('git', ['archive', '--output', archive, commit], { cwd: root });
    await run('tar', ['-xf', archive, '-C', made]);
    await rm(archive);
    await install(made);
    await writeFile(join(made, INSTALLED), '');
    // Two test runs may make it at a time: whoever is later takes what is there.
    await rename(made, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, INSTALLED))) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return folder;
}

const INSTALLED = '.installed';

/** What the two apps need to run, from the store of this machine where it has it. */
async function install(folder: string): Promise<void> {
  const apps = ['--filter', '@anankor/master...', '--filter', '@anankor/worker...'];
  const flags = ['--frozen-lockfile', '--prefer-offline', '--prod', '--ignore-scripts'];
  await run('pnpm', ['install', ...flags, ...apps], { cwd: folder, maxBuffer: 1 << 24 }).catch(
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`The packages of a former version can't be installed:\n${stdout}${stderr}`, {
        cause: error,
      });
    },
  );
}
