/** One configuration for every test; the long ones live apart (jest.long.config.cjs). */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/test/long/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.(tsx?|js)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', dynamicImport: true }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: false },
      },
    ],
  },
  // Two packages of fastify's ship ES modules alone, which jest's require cannot load on Node 20.
  transformIgnorePatterns: ['/node_modules/(?!(cookie|content-disposition)/)'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testEnvironment: 'node',
  // A limit for what hangs; a machine that does much else is slow, and five sign-ins cost their hashing.
  testTimeout: 120_000,
  maxWorkers: 2,
}
