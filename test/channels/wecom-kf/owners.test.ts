import type { KnownOwner } from '../../../src/channels/wecom-kf/ask-owners'
import { DoorStage } from './open-door'

let stage: DoorStage
let told: KnownOwner[]
async function open() {
  told = []
  stage = await DoorStage.open({ deps: { onOwner: async (_tx, owner) => void told.push(owner) } })
}
afterEach(() => stage.close())

const owners = () =>
  stage.db.query<{
    external_userid: string
    nickname: string | null
    scene: string | null
    scene_param: string | null
  }>('test-owners', 'select external_userid, nickname, scene, scene_param from kf_owner order by external_userid')

test('whoever writes for the first time is asked for once, name and entrance are kept', async () => {
  await open()
  await stage.emulator.resident('wmA').enter({ scene: 'q_gate3', sceneParam: 'c=cm_1&b=3' })
  await stage.emulator.resident('wmA').text('您好')
  await stage.emulator.resident('wmB').text('您好')
  await stage.settle()
  await stage.emulator.resident('wmA').text('再问一句')
  await stage.settle()

  expect(await owners()).toEqual([
    { external_userid: 'wmA', nickname: '微信用户A', scene: 'q_gate3', scene_param: 'c=cm_1&b=3' },
    { external_userid: 'wmB', nickname: '微信用户B', scene: null, scene_param: null },
  ])
  expect(told.map(({ user, nickname }) => [user, nickname]).sort()).toEqual([
    ['wmA', '微信用户A'],
    ['wmB', '微信用户B'],
  ])
})

test('an entry that was missed is made good by what WeCom remembers of it', async () => {
  await open()
  await stage.emulator.resident('wmA').enter({ scene: 'q_gate3', sceneParam: 'b=3' })
  await stage.settle()
  await stage.db.query(
    'test-forget',
    `update kf_owner set scene = null, scene_param = null, ask_at = $1, asked_at = null`,
    [stage.clock.now()],
  )
  told.length = 0

  await stage.door.pull()

  expect(told).toEqual([
    { account: stage.emulator.openKfid, user: 'wmA', nickname: '微信用户A', scene: 'q_gate3', sceneParam: 'b=3' },
  ])
  expect((await owners())[0]?.scene).toBe('q_gate3')
})

test('the newest entrance counts, and an older one pulled later does not push it out', async () => {
  await open()
  await stage.emulator.resident('wmA').enter({ scene: 'q_old' })
  stage.clock.advance(60_000)
  await stage.emulator.resident('wmA').enter({ scene: 'q_new' })
  await stage.settle()

  expect((await owners())[0]?.scene).toBe('q_new')
})

test('after a week a name is asked for again, for names change', async () => {
  await open()
  await stage.emulator.resident('wmA').text('您好')
  await stage.settle()
  told.length = 0
  stage.clock.advance(8 * 24 * 3600_000)
  await stage.emulator.resident('wmA').text('又来了')
  await stage.settle()

  expect(told).toHaveLength(1)
})

test('names that cannot be asked for now disturb nothing and are asked for later', async () => {
  await open()
  stage.emulator.faults.set({ errcode: { on: 'kf/customer/batchget', errcode: 45009, times: 1 } })
  await stage.emulator.resident('wmA').text('您好')
  await stage.settle()
  expect((await stage.exchanges()).map(({ text }) => text)).toEqual(['您好'])
  expect(told).toEqual([])

  stage.clock.advance(11 * 60_000)
  await stage.door.pull()

  expect(told).toHaveLength(1)
})
