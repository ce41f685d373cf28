import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A Secret in a folder, replaced in one step as the kubelet does: by turning the link `..data` to the next version. */
export class MountedSecret {
  readonly folder: string;
  #version = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async publish(values: Readonly<Record<string, string>>): Promise<void> {
    const version = `..version-${++this.#version}`;
    await mkdir(join(this.folder, version), { recursive: true });
    for (const [name, value] of Object.entries(values))
      await writeFile(join(this.folder, version, name), value);
    const next = join(this.folder, '..data_tmp');
    await symlink(version, next);
    await rename(next, join(this.folder, '..data'));
  }
}
