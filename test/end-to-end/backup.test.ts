import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { projectRoot } from '../../src/platform/project-root'
import { temporaryFolder } from '../support/temporary'
import { until } from '../support/until'
import { api, killProducts, say, startProduct } from './product'

jest.setTimeout(240_000)
afterEach(killProducts)

it('a backup taken while owners write starts as a store of its own, holds what was answered before it, answers and verifies', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  const backup = join(temporaryFolder(), 'backup')
  const url = await startProduct({ DATA_DIR: dataDir }).ready()
  const answered: string[] = []
  let writing = true
  const owner = async (lane: number) => {
    for (let count = 0; writing; count++) {
      await say(url, `o${lane}-${count}`, '谢谢')
      answered.push(`o${lane}-${count}`)
      await pause(5)
    }
  }
  const owners = [0, 1, 2, 3].map(owner)
  await until(() => answered.length > 12, 'owners to be answered')

  const before = [...answered]
  const tool = [process.execPath, join(projectRoot(), 'src/tools/start.mjs'), 'run', 'tools/backup', backup]
  const copying = startProduct({ DATA_DIR: dataDir }, { command: tool })
  expect(await copying.ended).toBe(0)
  const during = answered.length - before.length
  writing = false
  await Promise.all(owners)

  expect(during).toBeGreaterThan(0)
  expect(copying.out()).toMatch(/cp -a .*backup NEW && DATA_DIR=NEW npm start/)
  // As that sentence says.
  const restored = join(temporaryFolder(), 'data')
  cpSync(backup, restored, { recursive: true, preserveTimestamps: true })
  const copy = await startProduct({ DATA_DIR: restored }).ready()
  for (const user of before)
    expect(
      (await api(copy, 'GET', `/api/v1/exchanges?user=${user}`)).body.items.map(
        (row: { author: string }) => row.author,
      ),
    ).toEqual(['owner', 'bot'])
  expect((await api(copy, 'GET', '/api/v1/exchanges/verify')).body).toMatchObject({ ok: true })
  expect(await say(copy, before[0]!, '物业费怎么交')).not.toEqual([])
  expect((await api(copy, 'GET', '/api/v1/exchanges/verify')).body).toMatchObject({ ok: true })
  // The original goes on, and knows nothing of the copy's talk.
  expect((await api(url, 'GET', `/api/v1/exchanges?user=${before[0]}`)).body.items).toHaveLength(2)
})
