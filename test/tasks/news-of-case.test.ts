import { actOnCase } from '../../src/records/case/act-on-case'
import { mergeCase } from '../../src/records/case/merge-case'
import { closeStages, MORNING, openHandoverStage, type Stage } from './handover/stage'

let stage: Stage
beforeEach(async () => {
  // A channel that delivers by itself: what is said waits in the outbox.
  stage = await openHandoverStage({ at: MORNING, native: true })
})
afterEach(() => stage.close())
afterAll(closeStages)

const fileRepair = async (user: string) => {
  for (const words of ['3栋2单元501客厅灯不亮', '明天上午，13812345678', '确认']) await stage.say(words, user)
  return (await stage.db.query<{ id: string }>('newest', 'select id from cases order by seq desc limit 1'))[0]!.id
}
const act = (caseId: string, action: 'accept' | 'pause' | 'resume' | 'resolve', note = '') =>
  stage.db.tx((tx) => actOnCase(tx, caseId, { action, by: 'xu-jing', note, at: stage.clock.now() }))
/** What the channel does when WeCom takes no more words until the owner writes. */
const park = () =>
  stage.db.query(
    'park',
    `update outbox set status = 'parked', last_error = 'five_messages_used' where status = 'pending' and kind = 'message'`,
  )
const waiting = () =>
  stage.db.query<{ status: string; reason: string | null; news: boolean }>(
    'waiting',
    `select o.status, o.last_error as reason, e.turn_id is null as news from outbox o join exchange e on e.id = o.exchange_id
      where o.kind = 'message' order by o.seq`,
  )

test('newer news of a case takes the place of older news that waits for the owner to write', async () => {
  const caseId = await fileRepair('u1')
  await park()
  const answers = (await waiting()).length
  for (const [action, note] of [
    ['accept', ''],
    ['pause', '等配件'],
    ['resume', '配件到了'],
  ] as const) {
    await act(caseId, action, note)
    await stage.pass(1)
    await park()
  }

  const rows = await waiting()

  // Answers to the owner's own words stay; of three pieces of news only the newest waits.
  expect(rows.filter(({ news }) => !news).map(({ status }) => status)).toEqual(Array(answers).fill('parked'))
  expect(rows.filter(({ news }) => news).map(({ status, reason }) => [status, reason])).toEqual([
    ['dropped', 'superseded'],
    ['dropped', 'superseded'],
    ['parked', 'five_messages_used'],
  ])
  expect(
    await stage.db.query('delivery', `select count(*)::int as n from exchange where delivery_reason = 'superseded'`),
  ).toEqual([{ n: 2 }])
})

test('news of another case is not touched, nor what has gone out already', async () => {
  const first = await fileRepair('u1')
  await act(first, 'accept')
  await stage.pass(1)
  await stage.db.query('sent', `update outbox set status = 'sent' where kind = 'message'`)
  for (const words of ['5栋1单元302马桶堵了', '后天上午，13912345678', '确认']) await stage.say(words, 'u1')
  const second = (await stage.db.query<{ id: string }>('newest', 'select id from cases order by seq desc limit 1'))[0]!
    .id
  expect(second).not.toBe(first)
  await act(second, 'accept')
  await stage.pass(1)
  await park()

  await act(first, 'pause', '等配件')
  await stage.pass(1)

  expect((await waiting()).filter(({ status }) => status === 'dropped')).toEqual([])
})

const merge = (id: string, intoId: string) =>
  stage.db.tx((tx) => mergeCase(tx, id, intoId, { by: 'xu-jing', at: stage.clock.now(), zone: 'Asia/Shanghai' }))
const newestNews = async () =>
  (
    await stage.db.query<{ text: string }>(
      'newest-news',
      `select c.body -> 'content' ->> 'text' as text from exchange e join exchange_content c on c.exchange_id = e.id
        where e.turn_id is null and e.direction = 'out' order by e.seq desc limit 1`,
    )
  )[0]!.text

test('an owner whose record goes on in another hears which one, by whom and until when, and of no withdrawal', async () => {
  const kept = await fileRepair('u1')
  for (const words of ['5栋1单元301厨房灯不亮', '明天上午，13812345679', '确认']) await stage.say(words, 'u2')
  const [double] = await stage.db.query<{ id: string }>('double', 'select id from cases order by seq desc limit 1')
  await merge(double!.id, kept)
  await stage.pass(1)

  const news = await newestNews()

  expect(news).toMatch(/和 BX-20261121-0001 是同一件事，已与 BX-20261121-0001 合并，由.+一并处理，.+前给您结果/)
  expect(news).not.toContain('撤销')
})

test('a record that took others in before it ended itself names the one that goes on', async () => {
  const others: string[] = []
  for (const [user, home] of [
    ['u2', '5栋1单元301厨房灯不亮'],
    ['u3', '5栋1单元302厨房灯不亮'],
    ['u4', '5栋1单元303厨房灯不亮'],
  ] as const) {
    for (const words of [home, '明天上午，13812345679', '确认']) await stage.say(words, user)
    others.push(
      (await stage.db.query<{ id: string }>('newest', 'select id from cases order by seq desc limit 1'))[0]!.id,
    )
  }
  const [middle, first, second] = others
  const kept = await fileRepair('u1')
  await merge(first!, middle!)
  await merge(second!, middle!)
  await stage.pass(1)
  await merge(middle!, kept)
  await stage.pass(1)

  const news = await newestNews()

  expect(news).toContain('已与 BX-20261121-0004 合并')
  expect(news).not.toContain('撤销')
})
