import { actOnCase } from '../../../src/records/case/act-on-case'
import type { CaseAction } from '../../../src/records/case/case-transitions'
import { closeStages, MORNING, openHandoverStage, type Stage } from '../../tasks/handover/stage'

let stage: Stage
beforeEach(async () => void (stage = await openHandoverStage({ at: MORNING })))
afterEach(() => stage.close())
afterAll(closeStages)

const theCase = async () =>
  (await stage.db.query<{ id: string; status: string }>('the-case', 'select id, status from cases', []))[0]!
const staff = async (action: CaseAction, note = '') => {
  const { id } = await theCase()
  await stage.db.tx((tx) => actOnCase(tx, id, { action, by: 'xu-jing', note, at: stage.clock.now() }))
}
/** The lamp burns again by its owner's word, and they are asked whether that is the end of it. */
const askedWhetherOver = async () => {
  for (const words of ['3栋2单元501客厅灯不亮，明天下午，13812345678', '确认']) await stage.say(words)
  await staff('accept')
  await stage.pass(120)
  expect((await stage.say('灯亮了')).join()).toContain('可以结了吗')
}

test('what staff reported as done meanwhile is agreed to and keeps its result', async () => {
  await askedWhetherOver()
  await staff('resolve', '换了灯泡')

  const said = await stage.say('这单可以关了')

  expect(said.join()).toContain('就结了')
  expect((await theCase()).status).toBe('closed')
})

test('nor does a withdrawal undo what is done', async () => {
  await askedWhetherOver()
  await staff('resolve', '换了灯泡')

  await stage.say('不用修了，取消吧')

  expect((await theCase()).status).toBe('closed')
})

test.each([
  ['by a score', () => theCase().then(({ id }) => stage.tap(`rate_${id}_5`))],
  ['by their own word', () => stage.say('修好了，谢谢')],
])('ended %s, it is not asked for again: later words find nothing to end', async (_, end) => {
  await askedWhetherOver()
  await staff('resolve', '换了灯泡')
  await stage.pass(0)
  await end()

  const said = await stage.say('这单可以关了')

  expect(said.join()).not.toContain('就结了')
  expect((await theCase()).status).toBe('closed')
})

test.each(['close', 'cancel'] as const)('that staff came first with %s is said and no error', async (ending) => {
  await askedWhetherOver()
  if (ending === 'close') await staff('resolve', '换了灯泡')
  await staff(ending)

  const said = await stage.say('这单可以关了')

  expect(said.join()).toContain('您这边不用再做什么')
  expect((await theCase()).status).toBe(ending === 'close' ? 'closed' : 'cancelled')
})
