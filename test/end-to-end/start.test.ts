import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../src/platform/project-root'
import { serversOf } from '../platform/database/embedded-processes'
import { temporaryFolder } from '../support/temporary'
import { until } from '../support/until'
import { api, cpuSecondsOf, killProducts, memoryMbOf, say, startProduct } from './product'

jest.setTimeout(240_000)
afterEach(killProducts)

/** What a clone holds, in a folder of its own, with the packages that `npm ci` would have installed. */
let clone: string
beforeAll(() => {
  clone = join(temporaryFolder(), 'shouwen')
  mkdirSync(clone)
  for (const name of ['src', 'dialogs', 'knowledge', 'package.json', 'package-lock.json', 'tsconfig.json', '.npmrc'])
    cpSync(join(projectRoot(), name), join(clone, name), { recursive: true })
  symlinkSync(join(projectRoot(), 'node_modules'), join(clone, 'node_modules'))
})

const npmStart = ['npm', 'start']

it('starts from a clone by one command without any setting, makes its keys, hears the signals of npm, and is quicker the next time', async () => {
  const first = startProduct({}, { root: clone, command: npmStart, keys: 'made' })
  const url = await first.ready()
  const made = /API_TOKEN（只显示这一次）：(\S+)/.exec(first.out())?.[1] ?? ''
  const password = /初始密码（只显示这一次）：(\S+)/.exec(first.out())?.[1] ?? ''

  expect(first.err()).toContain('built in')
  expect(first.out()).toContain(`${url}/chat`)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect((await fetch(`${url}/chat`)).status).toBe(200)
  expect((await fetch(`${url}/api/v1/cases`, { headers: { authorization: `Bearer ${made}` } })).status).toBe(200)
  expect(password.length).toBeGreaterThan(11)
  // What a supervisor does that knows npm alone: the server must hear of it, and end first.
  expect(await first.stop('SIGTERM')).toBe(0)
  await until(() => serversOf(join(clone, 'data')).length === 0, 'the store to be closed')

  const second = startProduct({}, { root: clone, keys: 'made' })
  const again = await second.ready()
  const cost = cpuSecondsOf(second.pid)

  // Time on the processor, because how long it takes by the clock depends on who else works on this machine.
  expect(cost).toBeLessThan(5)
  expect(second.out() + second.err()).not.toMatch(/built in|只显示这一次/)
  expect((await fetch(`${again}/api/v1/cases`, { headers: { authorization: `Bearer ${made}` } })).status).toBe(200)
  expect(readdirSync(clone).sort()).toEqual(
    [
      '.npmrc',
      'data',
      'dialogs',
      'dist',
      'knowledge',
      'node_modules',
      'package-lock.json',
      'package.json',
      'src',
      'tsconfig.json',
    ].sort(),
  )
})

it('starts twice at once in one checkout on two stores, a third joins the first store on another port, and each is small and stops cleanly', async () => {
  const [one, two] = [temporaryFolder(), temporaryFolder()]
  const pair = [
    startProduct({ DATA_DIR: one, NODE_ENV: 'production' }, { root: clone }),
    startProduct({ DATA_DIR: two }, { root: clone }),
  ]
  const [first = '', second = ''] = await Promise.all(pair.map((product) => product.ready()))
  const third = await startProduct({ DATA_DIR: one }, { root: clone }).ready()

  await say(first, 'wang', '谢谢', 'once')
  expect((await api(third, 'GET', '/api/v1/exchanges?user=wang')).body.items).toHaveLength(2)
  expect((await api(second, 'GET', '/api/v1/exchanges?user=wang')).body.items).toHaveLength(0)

  // Idle again: what the issue allows a process that nobody writes to.
  expect(memoryMbOf(pair[1]!.pid)).toBeLessThan(300)
  expect(await pair[1]!.stop()).toBe(0)
})

/** Whether somebody without rights reaches the packages: not in a checkout below root's home. */
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const nobodyMayRead = () =>
  process.getuid?.() === 0 &&
  spawnSync(asNobody[0]!, [...asNobody.slice(1), 'test', '-r', join(projectRoot(), 'node_modules/pg/package.json')])
    .status === 0

// Skipped where the checkout lies in a folder that nobody but its owner may enter: another user cannot start from there.
;(nobodyMayRead() ? it : it.skip)('runs as a normal user who may write nowhere but in DATA_DIR', async () => {
  const dataDir = temporaryFolder()
  chmodSync(dataDir, 0o777)
  chmodSync(join(clone, '..'), 0o755)
  const command = [...asNobody, process.execPath, join(clone, 'src/tools/start.mjs')]
  const product = startProduct({ DATA_DIR: dataDir, HOME: '/nonexistent' }, { root: clone, command })

  const url = await product.ready()

  expect(await say(url, 'zhao', '装修要办什么手续')).not.toEqual([])
  expect(existsSync(join(dataDir, 'pgdata'))).toBe(true)
  expect(await product.stop()).toBe(0)
})
