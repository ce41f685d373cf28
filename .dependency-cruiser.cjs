/**
 * The directions of imports between packages, which design.md draws, as rules. Run by `pnpm lint`.
 * A new package gets a line in `mayImport`; a library that one layer alone may use, a line in `libraries`.
 */

const foundation = ['core', 'schemas', 'config', 'logger', 'telemetry', 'service'];
const standIns = ['discord-simulator', 'audio-node', 'local-stack'];

/** What each package may import of ours. Apps may import everything but each other and the stand-ins. */
const mayImport = {
  core: [],
  schemas: ['core'],
  config: ['core'],
  logger: ['core'],
  telemetry: ['core'],
  service: ['core'],
  discord: foundation,
  music: foundation,
  storage: foundation,
  ipc: [...foundation, 'storage'],
  admin: [...foundation, 'storage', 'ipc'],
  doctor: [...foundation, 'storage', 'ipc'],
  // ipc for its scenario alone.
  dashboards: ['telemetry', 'ipc'],
  bench: [...foundation, 'storage', 'ipc', ...standIns],
  'discord-simulator': ['core'],
  'audio-node': ['core'],
  'local-stack': ['core', 'discord-simulator', 'audio-node'],
};

/** Libraries with one owner, so that a change of library has one place. `name` is a pattern of whole names. */
const libraries = [
  { name: 'zod', owners: ['packages/(schemas|config|storage|discord|ipc|music|doctor|admin)', 'apps/[^/]+'] },
  { name: 'dotenv|node-vault|@aws-sdk/client-secrets-manager', owners: ['packages/config'] },
  { name: 'pino|pino-pretty', owners: ['packages/logger'] },
  { name: '@opentelemetry/api', owners: ['packages/(logger|telemetry)', 'apps/[^/]+'] },
  { name: '@opentelemetry/(?!api/)[^/]+|prom-client', owners: ['packages/telemetry'] },
  { name: 'ioredis', owners: ['packages/(ipc|bench)'] },
  { name: '@aws-sdk/(?!client-secrets-manager/)[^/]+', owners: ['packages/storage'] },
  { name: 'lavalink-client', owners: ['packages/(music|bench)'] },
  { name: '@discordjs/voice', owners: ['packages/audio-node'] },
  { name: 'discord-api-types', owners: ['packages/(discord|discord-simulator)', 'apps/[^/]+'] },
  { name: 'fastify', owners: ['packages/(service|discord-simulator|audio-node)', 'apps/[^/]+'] },
  { name: 'rate-limiter-flexible', owners: ['packages/service', 'apps/[^/]+'] },
];

const tests = '\\.test\\.ts$|^(packages|apps)/[^/]+/tests/';
// AWS calls its product Secrets Manager.
const unordered = '(?<!secrets)[/.-](utils?|helpers?|common|managers?)([/.-]|$)';
const discordFamily = '(^|/)node_modules/(discord\\.js|@discordjs/(?!voice/)[^/]+)/';

/** The folder of a package as the `path` of a rule. */
const folder = (names) => `^packages/(${names.join('|')})/`;

const directions = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `direction-${name}`,
  comment: `packages/${name} may import ${allowed.join(', ') || 'nothing of ours'}; its tests also the stand-ins.`,
  severity: 'error',
  from: { path: folder([name]) },
  to: { path: '^(packages|apps)/', pathNot: folder([name, ...allowed, ...standIns]) },
}));

const ownedLibraries = libraries.map(({ name, owners }) => ({
  name: `library-${name.match(/[a-z-]+/)[0]}`,
  comment: `${name} is imported by ${owners.join(', ')} alone.`,
  severity: 'error',
  from: { path: '^(packages|apps)/', pathNot: [tests, ...owners.map((owner) => `^${owner}/`)] },
  to: { path: `(^|/)node_modules/(${name})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...directions,
    ...ownedLibraries,
    {
      name: 'every-package-has-a-direction',
      comment: 'A new package gets a line in `mayImport`.',
      severity: 'error',
      from: { path: '^packages/', pathNot: folder(Object.keys(mayImport)) },
      to: {},
    },
    {
      name: 'apps-stay-apart',
      comment: 'Apps talk through Redis and HTTP, they never import each other.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'core-needs-node-alone',
      severity: 'error',
      from: { path: folder(['core']), pathNot: tests },
      to: { path: '(^|/)node_modules/' },
    },
    {
      name: 'packages-know-no-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'stand-ins-beside',
      comment: 'The simulator, the audio node and the local stack are for the playground and for tests.',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: [tests, '^apps/playground/', folder([...standIns, 'bench']), '/vitest\\.config\\.ts$'],
      },
      to: { path: folder(standIns) },
    },
    {
      name: 'discord-family',
      comment:
        'discord.js and its parts are used by packages/discord and the bots; the router may name its types.',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: [
          tests,
          folder(['discord', 'bench']),
          '^apps/[^/]+/src/bot/',
          '^apps/master/src/interactions/',
        ],
      },
      to: { path: discordFamily },
    },
    {
      name: 'discord-family-types-only',
      severity: 'error',
      from: { path: '^apps/master/src/interactions/', pathNot: tests },
      to: { path: discordFamily, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'by-package-name',
      comment: 'Another package is imported by its name, never by a path into it.',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+)/' },
      to: { path: '^(packages|apps)/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: "A library is declared in the importing package's package.json.",
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'shipped-code-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    ...['from', 'to'].map((side) => ({
      name: `ordering-names-${side}`,
      comment: 'utils, helpers, common and manager order nothing: name a file by what it holds.',
      severity: 'error',
      from: {},
      to: {},
      [side]: { path: `^(packages|apps)/.*${unordered}` },
    })),
    {
      name: 'ordering-names-alone',
      severity: 'error',
      from: { orphan: true, path: `^(packages|apps)/.*${unordered}` },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: 'specify',
    combinedDependencies: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@anankor/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
