const base = require('./jest.config.cjs')
/** Minutes, not seconds: simulated days and many owners. `.ci/run` runs it after `npm test`. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/long/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testTimeout: 900_000,
}
