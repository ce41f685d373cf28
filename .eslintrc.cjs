/** ESLint 9 in eslintrc mode: run it with ESLINT_USE_FLAT_CONFIG=false (`pnpm lint` does). */
module.exports = {
  root: true,
  parser: '@typescript-eslint/parser',
  parserOptions: {
    ecmaVersion: 2023,
    sourceType: 'module',
    projectService: true,
    tsconfigRootDir: __dirname,
  },
  plugins: ['@typescript-eslint'],
  extends: ['eslint:recommended', 'plugin:@typescript-eslint/strict', 'prettier'],
  env: { node: true, es2023: true },
  ignorePatterns: ['dist', 'coverage', 'node_modules', '*.cjs', '*.mjs'],
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/consistent-type-imports': 'error',
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    '@typescript-eslint/no-invalid-void-type': 'off',
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'no-console': 'error',
  },
  overrides: [
    {
      files: ['**/*.test.ts', '**/tests/**'],
      rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' },
    },
  ],
};
