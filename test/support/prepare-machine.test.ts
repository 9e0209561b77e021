import { spawnSync } from 'node:child_process'
import { copyFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary'

const prepare = (options: { PATH?: string; uid?: number }) =>
  spawnSync(process.execPath, [script()], {
    encoding: 'utf8',
    env: { PATH: options.PATH ?? process.env.PATH },
    uid: options.uid,
  })

const NOWHERE = '/no/such/folder'
// Skipped for anybody but root: only root can become the user who may not install.
const whenRoot = process.getuid?.() === 0 ? it : it.skip

it('is silent where everything is there', () => {
  const { status, stderr, stdout } = prepare({})

  expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '' })
})

it('says in one line how to get what is missing where there is no apt-get', () => {
  const { status, stderr } = prepare({ PATH: NOWHERE })

  expect(status).toBe(1)
  expect(stderr).toBe(
    'The tests need chromium, redis-server; on Debian: sudo apt-get install -y chromium redis-server\n',
  )
})

whenRoot('says the same to a user who may not install', () => {
  const { status, stderr } = prepare({ PATH: NOWHERE, uid: 65534 })

  expect(status).toBe(1)
  expect(stderr).toMatch(/^The tests need .*: sudo apt-get install -y [^\n]*\n$/)
})

/** A copy that any user may read. */
function script(): string {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  const copy = join(folder, 'prepare-machine.mjs')
  copyFileSync(join(__dirname, 'prepare-machine.mjs'), copy)
  return copy
}
