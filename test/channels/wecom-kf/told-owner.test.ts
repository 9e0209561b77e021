import { DoorStage } from './open-door'

let stage: DoorStage
afterEach(() => stage.close())

const WORDS = { assigned: '同事已经接入', pool: '正在为您接通同事' }
async function open() {
  stage = await DoorStage.open({
    deps: { wording: (outcome) => ({ type: 'text', text: WORDS[outcome] }) },
  })
  const resident = stage.emulator.resident('wmA')
  await resident.text('转人工')
  await stage.settle()
  return resident
}
const transition = (attempts = 0, id = 'o_move') =>
  stage.door.sender.deliver(
    stage.item('wmA', { kind: 'transition', handoffId: 'h1', to: 'person' }, { id, attempts, bot: false }),
  )
const TRANS = 'kf/service_state/trans'

test('the owner hears at once that a colleague has joined, and before anybody is told that one has', async () => {
  const resident = await open()

  await transition()

  expect(resident.heard).toEqual([WORDS.assigned])
  expect(stage.transitions).toEqual([
    {
      handoffId: 'h1',
      outcome: 'assigned',
      servicer: 'zhangsan',
      said: { content: { type: 'text', text: WORDS.assigned }, sourceId: 'o_moven' },
    },
  ])
  expect(stage.emulator.violations).toEqual([])
})

test('the owner hears that the talk waits in the pool', async () => {
  const resident = await open()
  stage.emulator.faults.set({ errcode: { on: TRANS, errcode: 95019, times: 1 } })

  await transition()

  expect(resident.heard).toEqual([WORDS.pool])
  expect(stage.transitions[0]?.outcome).toBe('pool')
})

test('a notice whose answer was lost arrives once, and the row goes on', async () => {
  const resident = await open()
  stage.emulator.faults.set({ reset: { on: 'kf/send_msg_on_event', when: 'after', times: 3 } })

  const first = await transition(0)
  const second = await transition(1)

  expect([first.kind, second.kind]).toEqual(['retry', 'sent'])
  expect(resident.heard).toEqual([WORDS.assigned])
  expect(stage.transitions.map(({ said }) => said?.sourceId)).toEqual(['o_moven'])
})

test('a crash between the change and the notice loses no notice: its code was kept with the change', async () => {
  const resident = await open()
  stage.emulator.faults.set({ hang: { on: 'kf/send_msg_on_event', times: 3, ms: 2_000 } })
  await transition(0)
  expect(resident.heard).toEqual([])

  await transition(1)

  expect(resident.heard).toEqual([WORDS.assigned])
})

test('a change whose answer was lost took the code with it: the colleague must greet, and is told so', async () => {
  const resident = await open()
  stage.emulator.faults.set({ reset: { on: TRANS, when: 'after' } })

  const first = await transition(0)
  const second = await transition(1)

  expect([first.kind, second.kind]).toEqual(['retry', 'sent'])
  expect(resident.heard).toEqual([])
  expect(stage.transitions).toEqual([{ handoffId: 'h1', outcome: 'assigned', servicer: 'zhangsan', untold: true }])
})

test('a change that WeCom keeps refusing to answer ends in `stayed`: the handoff is not forgotten', async () => {
  await open()
  stage.emulator.faults.set({ busy: { on: 'kf/service_state/get', times: 99 } })

  expect((await transition(8)).kind).toBe('retry')
  expect((await transition(9)).kind).toBe('failed')

  expect(stage.transitions).toEqual([{ handoffId: 'h1', outcome: 'stayed' }])
})
