import tseslint from 'typescript-eslint'

/**
 * The house (docs/how-it-fits-together.md): rooms by floor, low to high. A file imports from lower floors and from its
 * own room only; what a room needs from beside or above is handed in by src/app.ts.
 */
const floors = [
  ['platform'],
  ['messages'],
  ['queue'],
  ['channels', 'integrations', 'records', 'knowledge', 'understanding', 'dialogs'],
  ['conversation'],
  ['skills', 'tasks'],
  ['console'],
  ['tools', 'emulator', 'app', 'main'],
]
const rooms = floors.flat()

function forbiddenFor(room) {
  const floor = floors.findIndex((names) => names.includes(room))
  const beside = (floors[floor] ?? []).filter((name) => name !== room)
  const above = floors.slice(floor + 1).flat()
  return [...beside, ...above]
}

/** Every relative import that leaves the room towards a forbidden one, however deep the importing file lies. */
function wall(room, forbidden) {
  return {
    files: [`src/${room}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map((name) => ({
            regex: `^(\\.\\./)+${name}(/|$)`,
            message: `imports go down only: ${room} may not use ${name} (docs/how-it-fits-together.md)`,
          })),
        },
      ],
    },
  }
}

export default tseslint.config(
  { ignores: ['dist/**', 'data/**', 'node_modules/**', 'coverage/**'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'no-console': 'off',
    },
  },
  ...rooms
    .filter((room) => !['tools', 'app', 'main', 'emulator'].includes(room))
    .map((room) => wall(room, forbiddenFor(room))),
  wall(
    'emulator',
    rooms.filter((room) => !['platform', 'messages', 'emulator'].includes(room)),
  ),
  {
    // The browser's half sees the contract and nothing else of ours: a server module in the bundle would be a leak.
    files: ['src/console/web/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(\\.\\./)+(platform|messages|queue|channels|integrations|records|knowledge|understanding|dialogs|conversation|skills|tasks|tools|emulator|app|api)(/|$)',
              message: 'console/web sees only console/contract',
            },
          ],
        },
      ],
    },
  },
  {
    // botbuilder is one room's affair (design D4): a successor must be one room's work.
    files: ['src/**/*.ts'],
    ignores: ['src/conversation/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { paths: ['botbuilder-core', 'botbuilder-dialogs'] }],
    },
  },
  { files: ['**/*.cjs', '**/*.mjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
)
