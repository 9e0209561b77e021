/** `node test/support/with-debian-postgres.cjs [jest arguments]`: the same tests on Debian's PostgreSQL instead of the embedded one. */
require('./typescript.cjs')
const { spawnSync } = require('node:child_process')
const { startDebianPostgres } = require('./debian-postgres.ts')

startDebianPostgres({ max_connections: '300' }).then(async (server) => {
  process.stderr.write(`testing on PostgreSQL ${server.version}\n`)
  const jest = require.resolve('jest/bin/jest')
  const env = { ...process.env, TEST_DATABASE_URL: server.url }
  const { status } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], { stdio: 'inherit', env })
  await server.stop()
  process.exitCode = status ?? 1
})
