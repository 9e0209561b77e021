/** `node test/support/with-debian-postgres.cjs [jest arguments]`: the same tests on Debian's PostgreSQL instead of the embedded one. */
require('./typescript.cjs')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { startDebianPostgres } = require('./debian-postgres.ts')

startDebianPostgres({ max_connections: '300' }).then(async (server) => {
  process.stderr.write(`testing on PostgreSQL ${server.version}\n`)
  const jest = require.resolve('jest/bin/jest')
  const env = { ...process.env, TEST_DATABASE_URL: server.url }
  // Not spawnSync: this process must go on reading what the server says, or the server stands still once its pipe is full.
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { stdio: 'inherit', env })
  const [code] = await once(child, 'exit')
  await server.stop()
  process.exitCode = code ?? 1
})
