import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../src/platform/project-root'
import { temporaryFolder } from '../support/temporary'
import { api, killProducts, say, startProduct } from './product'

jest.setTimeout(240_000)
afterEach(killProducts)

it('runs on Node 24 as well: starts, answers an owner, begins a repair, verifies its log and stops', async () => {
  const node = fetchNode('24')
  if (node === null) return

  const command = [node, join(projectRoot(), 'src/tools/start.mjs')]
  const product = startProduct({ DATA_DIR: temporaryFolder() }, { command })
  const url = await product.ready()

  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/chat`)).status).toBe(200)
  expect(await say(url, 'wang', '物业费怎么交')).not.toEqual([])
  expect(await say(url, 'li', '3栋2单元501厨房水管漏水')).not.toEqual([])
  expect((await api(url, 'GET', '/api/v1/exchanges/verify')).body).toMatchObject({ ok: true })
  expect(await product.stop()).toBe(0)
  expect(product.err()).not.toMatch(/Warning|Error/)
})

/** npm's package `node` brings the program. Null, with the reason said, only where the registry cannot be reached. */
function fetchNode(major: string): string | null {
  const folder = temporaryFolder()
  const { status, stderr } = spawnSync(
    'npm',
    ['install', `node@${major}`, '--prefix', folder, '--no-audit', '--no-fund', '--fetch-retries=1'],
    { cwd: folder, encoding: 'utf8' },
  )
  if (status === 0) return join(folder, 'node_modules/node/bin/node')
  if (!/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN/.test(stderr)) throw new Error(stderr)
  console.warn(`not tried on Node ${major}: npm's registry cannot be reached`)
  return null
}
