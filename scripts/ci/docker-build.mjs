#!/usr/bin/env node
// Builds the images anankor-master:<version> and anankor-worker:<version> with buildx.
//
//   scripts/ci/docker-build.mjs [options]
//   --image <name>        master, worker, audio-node or discord-simulator; may be repeated. master and worker unless told
//   --version <version>   tag, label and what the app calls itself; that of the image's package.json unless told
//   --registry <prefix>   what the names begin with, for instance 000000000000.dkr.ecr.eu-central-1.amazonaws.com
//   --tag <tag>           a further tag, for instance latest; may be repeated
//   --platform <list>     linux/amd64,linux/arm64 with --push, this machine's unless told
//   --push                push to the registry, with an SBOM and provenance beside each image
//   --cache <dir>         a folder that layers are cached in between runs
//   --revision <sha>      commit of the source; HEAD unless told
//   --network <mode>      network of the build's steps (host, where a build has no other way out)
//   --dry-run             print the commands and run nothing
//
// Without --push the image is loaded into the local engine. The build is reproducible as far as BuildKit makes it: times
// inside the image are those of the commit (SOURCE_DATE_EPOCH).
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '../..');
const folders = {
  master: 'apps/master',
  worker: 'apps/worker',
  'audio-node': 'packages/audio-node',
  'discord-simulator': 'packages/discord-simulator',
};

const { values: options } = parseArgs({
  options: {
    image: { type: 'string', multiple: true, default: ['master', 'worker'] },
    version: { type: 'string' },
    registry: { type: 'string' },
    tag: { type: 'string', multiple: true, default: [] },
    platform: { type: 'string' },
    push: { type: 'boolean', default: false },
    cache: { type: 'string' },
    revision: { type: 'string' },
    network: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
});

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const revision = options.revision ?? git('rev-parse', 'HEAD');
const epoch = git('show', '--no-patch', '--format=%ct', revision);

const fail = (message) => {
  console.error(message);
  process.exit(2);
};
for (const tag of [options.version ?? [], options.tag].flat())
  if (!/^\w[\w.-]{0,127}$/.test(tag)) fail(`${tag} can't be a tag`);
if (options.push && !options.registry) fail('--push needs --registry');
if (options.platform?.includes(',') && !options.push)
  fail('The engine can load one platform only: several need --push');
for (const image of options.image) if (!(image in folders)) fail(`No image named ${image}`);

/** The arguments of `docker` for one image. */
function build(image) {
  const name = [options.registry, `anankor-${image}`].filter(Boolean).join('/');
  const manifest = JSON.parse(readFileSync(join(root, folders[image], 'package.json'), 'utf8'));
  const version = options.version ?? manifest.version;
  const platform = options.platform ?? (options.push ? 'linux/amd64,linux/arm64' : undefined);
  // Title, description, licence and version are in the Dockerfile; these change with each build.
  const labels = {
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.created': new Date(Number(epoch) * 1000).toISOString(),
  };
  return [
    ...['buildx', 'build', '--file', `${folders[image]}/Dockerfile`, '--build-arg', `VERSION=${version}`],
    ...[version, ...options.tag].flatMap((tag) => ['--tag', `${name}:${tag}`]),
    ...Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    // An index of platforms carries annotations instead of labels.
    ...(options.push
      ? Object.entries(labels).flatMap(([key, value]) => ['--annotation', `index:${key}=${value}`])
      : []),
    ...(platform ? ['--platform', platform] : []),
    ...(options.network ? ['--network', options.network] : []),
    ...(options.cache
      ? [
          ...['--cache-from', `type=local,src=${options.cache}/${image}`],
          ...['--cache-to', `type=local,dest=${options.cache}/${image},mode=max`],
        ]
      : []),
    ...(options.push ? ['--sbom=true', '--provenance=mode=max', '--push'] : ['--provenance=false', '--load']),
    '.',
  ];
}

for (const image of options.image) {
  const args = build(image);
  console.log(['docker', ...args].join(' '));
  if (options['dry-run']) continue;
  const { status, error } = spawnSync('docker', args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
  });
  if (error) fail(`docker can't be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
