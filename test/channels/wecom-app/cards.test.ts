import { returnHandoff } from '../../../src/records/handoff/return-handoff'
import { startRunningApp } from '../../support/running-app'
import { givenApp, type GivenApp } from './given-app'

let app: GivenApp
beforeAll(async () => {
  app = await givenApp()
})
afterAll(() => app.close())
afterEach(() => app.wecom.faults.clear())
// Twenty a minute go to one colleague (limits.test.ts); these tests do not wait for the next one.
beforeEach(() =>
  app.db.query('minute-over', `update app_send set sent_at = sent_at - interval '2 minutes' where sent_at is not null`),
)

/** The newest card of this case that somebody got. */
const cardOf = (userid: string, number: string) => app.cardsOf(userid).findLast((one) => one.text.includes(number))

const labelOf = (userid: string, taskId: string) =>
  (app.member(userid).updateOf(taskId) as { replace_name: string } | null)?.replace_name ?? null

async function offered(about: Parameters<GivenApp['fileCase']>[0] = {}) {
  const one = await app.fileCase(about)
  await app.until(() => cardOf('zhangsan', one.number) !== undefined)
  return { one, taskId: cardOf('zhangsan', one.number)!.taskId! }
}

describe('a case card', () => {
  it('goes to those who may act, with place and matter and nothing by which an owner can be called', async () => {
    const { one, taskId } = await offered()

    const card = cardOf('LiSi', one.number)!
    expect(card.taskId).toBe(taskId)
    expect(card.text).toContain('【报修】')
    expect(card.text).toContain('3栋2单元')
    expect(JSON.stringify(card.body)).not.toMatch(/13812345678|陈先生|501/)
    expect(app.cardsOf('wangwu')).toEqual([])
    expect(app.rules()).toEqual([])
  })

  it('says nothing of who reported anonymously, and nothing of what is confidential', async () => {
    const { one } = await offered({
      ...{ kind: 'complaint', category: '噪音扰民/装修', summary: '楼上装修', anonymous: true, user: 'wmSecret' },
      nameIn: () => null,
    })
    await app.givenStaff('st5', '孙主管', 'supervisor', 'sunzhuguan', 'cm1')
    app.wecom.addMember('sunzhuguan', { name: '孙主管' })
    const secret = await app.fileCase({
      ...{ kind: 'complaint', category: '员工违规/态度', summary: '张三在大堂骂人', confidential: true },
    })
    await app.until(() => cardOf('sunzhuguan', secret.number) !== undefined)

    expect(JSON.stringify(cardOf('zhangsan', one.number)!.body)).not.toMatch(/wmSecret|陈先生|501/)
    expect(cardOf('zhangsan', one.number)!.text).toContain('匿名')
    expect(cardOf('zhangsan', secret.number)).toBeUndefined()
    expect(JSON.stringify(cardOf('sunzhuguan', secret.number)!.body)).not.toContain('骂人')
  })

  it('is won by one of two who press at once, and both cards say by whom', async () => {
    const { one, taskId } = await offered()

    app.member('zhangsan').click('accept', taskId)
    app.member('LiSi').click('accept', taskId)
    await app.until(() => labelOf('zhangsan', taskId) !== null && labelOf('LiSi', taskId) !== null)

    const taken = await app.caseOf(one.id)
    expect(taken.status).toBe('accepted')
    expect(taken.stages.filter(({ stage }: { stage: string }) => stage === 'intake')).toHaveLength(1)
    const winner = taken.assignee === 'st1' ? { id: 'zhangsan', name: '张三' } : { id: 'LiSi', name: '李四' }
    const loser = winner.id === 'zhangsan' ? 'LiSi' : 'zhangsan'
    expect(labelOf('zhangsan', taskId)).toBe(`已由${winner.name}接单`)
    expect(labelOf('LiSi', taskId)).toBe(`已由${winner.name}接单`)
    // The next step is a card of its own, for who works on it.
    await app.until(() => cardOf(winner.id, one.number)!.taskId !== taskId)
    expect(cardOf(loser, one.number)!.taskId).toBe(taskId)
    await app.until(async () => (await waiting()) === 0)
    expect(app.rules()).toEqual([])
  })

  it('leads from taken over begun to done, each press one step', async () => {
    const { one } = await offered()
    const press = async (key: string, status: string) => {
      const { taskId } = app.member('LiSi').click(key, cardOf('LiSi', one.number)!.taskId!)
      await app.until(async () => (await app.caseOf(one.id)).status === status)
      await app.until(() => labelOf('LiSi', taskId) !== null)
      return labelOf('LiSi', taskId)
    }

    expect(await press('accept', 'accepted')).toBe('已由李四接单')
    await app.until(() => cardOf('LiSi', one.number)!.text.includes('[开始处理]'))
    expect(await press('progress', 'in_progress')).toBe('处理中 李四')
    await app.until(() => !cardOf('LiSi', one.number)!.text.includes('[开始处理]'))
    expect(await press('resolve', 'resolved')).toBe('已完成 李四')
    expect(app.rules()).toEqual([])
  })

  it('is passed on to the colleague who was chosen in it, and asks for one when nobody was', async () => {
    const { one, taskId } = await offered()

    app.member('zhangsan').click('pass', taskId)
    await app.until(() => app.textsOf('zhangsan').some((text) => text.includes('选一位同事')))
    app.member('zhangsan').click('pass', taskId, 'st2')
    await app.until(async () => (await app.caseOf(one.id)).assignee === 'st2')
    await app.until(() => labelOf('zhangsan', taskId) !== null && cardOf('LiSi', one.number)!.taskId !== taskId)

    expect(labelOf('zhangsan', taskId)).toBe('已由李四接单')
    expect(cardOf('LiSi', one.number)!.text).toContain('[完成]')
    expect(app.rules()).toEqual([])
  })

  it('follows what is done in the console', async () => {
    const { one, taskId } = await offered()

    await app.running.api('POST', `/api/v1/cases/${one.id}/actions`, { action: 'accept', by: '李四' })
    await app.until(() => labelOf('zhangsan', taskId) !== null)
    await app.running.api('POST', `/api/v1/cases/${one.id}/actions`, { action: 'cancel', by: '李四', note: '业主撤回' })
    await app.until(() => labelOf('LiSi', cardOf('LiSi', one.number)!.taskId!) !== null)

    expect(labelOf('zhangsan', taskId)).toBe('已由李四接单')
    expect(labelOf('LiSi', cardOf('LiSi', one.number)!.taskId!)).toBe('已撤销')
    expect(app.rules()).toEqual([])
  })

  it('answers a press that comes late on the presser’s own card', async () => {
    const { one, taskId } = await offered()
    await app.running.api('POST', `/api/v1/cases/${one.id}/actions`, { action: 'cancel', by: '张三' })
    await app.until(() => labelOf('LiSi', taskId) !== null)

    app.member('LiSi').click('accept', taskId)
    await app.wecom.idle()
    await app.until(async () => (await waiting()) === 0)

    expect(labelOf('LiSi', taskId)).toBe('已撤销')
    expect((await app.caseOf(one.id)).status).toBe('cancelled')
    expect(app.rules()).toEqual([])
  })

  it('does nothing for somebody who no longer serves that community, and says what to do', async () => {
    await app.givenStaff('st6', '周六', 'repair', 'zhouliu', 'cm1')
    app.wecom.addMember('zhouliu', { name: '周六' })
    const { one, taskId } = await offered()
    await app.db.query('moves-away', `delete from staff_community where staff_id = 'st6'`)

    app.member('zhouliu').click('accept', taskId)
    await app.until(() => app.textsOf('zhouliu').length > 0)

    expect(app.textsOf('zhouliu')[0]).toContain('不在您负责的范围')
    expect((await app.caseOf(one.id)).status).toBe('open')
  })

  it('counts a press once that WeCom delivers twice, in a fresh envelope', async () => {
    const { one, taskId } = await offered()
    app.wecom.faults.set({ doubleCallback: { on: 'template_card_event', fresh: true } })

    app.member('LiSi').click('accept', taskId)
    await app.until(async () => (await app.caseOf(one.id)).status === 'accepted')
    await app.wecom.idle()
    await app.until(async () => (await waiting()) === 0)

    const events = await app.db.query('test-events', `select id from app_event where id like $1`, [
      `click:lisi:${taskId}:%`,
    ])
    expect(events).toHaveLength(1)
    expect((await app.caseOf(one.id)).stages.filter(({ stage }: { stage: string }) => stage === 'intake')).toHaveLength(
      1,
    )
    expect(app.rules()).toEqual([])
  })

  it('arrives, and is updated, although answers of WeCom get lost', async () => {
    app.wecom.faults.set({
      reset: [
        { on: 'message/send', when: 'after', times: 1 },
        { on: 'message/update_template_card', when: 'after', times: 1 },
      ],
      busy: { on: 'message/update_template_card', times: 1 },
    })
    const one = await app.fileCase()
    // The answer to the first attempt was lost, so it came twice; either card is the same case.
    await app.until(() => app.cardsOf('LiSi').filter((card) => card.text.includes(one.number)).length === 2)
    const [first, second] = app.cardsOf('LiSi').filter((card) => card.text.includes(one.number))

    app.member('LiSi').click('accept', first!.taskId!)
    await app.until(async () => (await app.caseOf(one.id)).status === 'accepted')
    await app.until(async () => (await waiting()) === 0)

    expect([labelOf('LiSi', first!.taskId!), labelOf('LiSi', second!.taskId!)]).toContain('已由李四接单')
    expect(app.rules()).toEqual([])
  })
})

describe('two processes on one database', () => {
  it('let one of two win who press at once, each heard by another process', async () => {
    const other = await startRunningApp(
      { ...app.wecom.env, STAFF_HOURS: '00:00-24:00', HANDOFF_MODE: 'console' },
      app.running.database,
    )
    const { one, taskId } = await offered()

    app.member('zhangsan').click('accept', taskId)
    app.wecom.setCallbackUrl(`${other.url}/wecom/callback`)
    app.member('LiSi').click('accept', taskId)
    await app.until(() => labelOf('zhangsan', taskId) !== null && labelOf('LiSi', taskId) !== null)
    app.wecom.setCallbackUrl(`${app.running.url}/wecom/callback`)

    const taken = await app.caseOf(one.id)
    expect(taken.stages.filter(({ stage }: { stage: string }) => stage === 'intake')).toHaveLength(1)
    expect(labelOf('zhangsan', taskId)).toBe(labelOf('LiSi', taskId))
    expect(labelOf('LiSi', taskId)).toBe(`已由${taken.assignee === 'st1' ? '张三' : '李四'}接单`)
    await app.until(async () => (await waiting()) === 0)
    expect(app.rules()).toEqual([])
    await other.stop()
  })
})

describe('a handoff card', () => {
  const handoffOf = async (user: string) =>
    (await app.running.api('GET', `/api/v1/handoffs?user=${user}`)).body.items[0]
  const talkCards = (userid: string) => app.cardsOf(userid).filter((card) => card.text.includes('【转人工】'))
  beforeAll(() => app.wecom.servicer('zhangsan').setReceiving(false))

  /** An owner asks for a person; gives the card that this brought. */
  async function asked(user: string): Promise<string> {
    const before = talkCards('zhangsan').length
    await app.wecom.resident(user).text('转人工')
    await app.until(() => talkCards('zhangsan').length > before)
    return talkCards('zhangsan').at(-1)!.taskId!
  }

  it('reaches who is on duty, is taken by a press, and is ended by the next one', async () => {
    const offer = await asked('wmHandoff')

    app.member('zhangsan').click('accept', offer)
    await app.until(async () => (await handoffOf('wmHandoff')).status === 'active')
    await app.until(() => talkCards('zhangsan').at(-1)!.text.includes('[结束接待]'))

    expect((await handoffOf('wmHandoff')).assignee).toBe('张三')
    await app.until(() => labelOf('zhangsan', offer) !== null)
    expect(labelOf('zhangsan', offer)).toBe('已由张三接单')
    const work = talkCards('zhangsan').at(-1)!.taskId!
    app.member('zhangsan').click('close', work)
    await app.until(async () => (await handoffOf('wmHandoff')).status === 'closed')
    await app.until(() => labelOf('zhangsan', work) !== null)
    expect(labelOf('zhangsan', work)).toBe('已结束')
    expect(app.rules()).toEqual([])
  })

  it('is passed on while it waits: the colleague gets it, and only the one who passed it on reads so', async () => {
    const offer = await asked('wmPassed')

    app.member('zhangsan').click('pass', offer, 'st2')
    await app.until(() => talkCards('LiSi').length > 0)
    await app.until(() => labelOf('zhangsan', offer) !== null)

    expect(labelOf('zhangsan', offer)).toBe('已转给李四')
    expect((await handoffOf('wmPassed')).status).toBe('waiting')
    app.member('LiSi').click('accept', talkCards('LiSi').at(-1)!.taskId!)
    await app.until(async () => (await handoffOf('wmPassed')).status === 'active')
    expect((await handoffOf('wmPassed')).assignee).toBe('李四')
    expect(app.rules()).toEqual([])
  })

  it('goes out in words where nobody it was meant for can be reached', async () => {
    for (const userid of ['zhangsan', 'LiSi', 'zhouliu', 'sunzhuguan']) app.wecom.addMember(userid, { visible: false })
    const before = app.textsOf('wangwu').length
    await app.wecom.resident('wmWords').text('转人工')
    await app.until(() => app.textsOf('wangwu').length > before)

    expect(app.textsOf('wangwu').at(-1)).toContain('【转人工】')
    for (const userid of ['zhangsan', 'LiSi', 'zhouliu', 'sunzhuguan']) app.wecom.addMember(userid, { visible: true })
    expect(app.rules().filter((rule) => rule !== 'all-receivers-invalid')).toEqual([])
    app.wecom.violations.length = 0
  })

  it('asks once more whom it asked before, when the holder gives the talk back', async () => {
    const offer = await asked('wmBack')
    app.member('zhangsan').click('accept', offer)
    await app.until(() => talkCards('zhangsan').at(-1)!.text.includes('[结束接待]'))
    const work = talkCards('zhangsan').at(-1)!.taskId!
    const { id } = await handoffOf('wmBack')

    await app.db.tx((tx) => returnHandoff(tx, id, { from: '张三', by: '张三', at: new Date() }))
    await app.until(() => talkCards('zhangsan').at(-1)!.text.includes('[接单]'))
    await app.until(() => labelOf('zhangsan', work) !== null)

    expect(labelOf('zhangsan', work)).toBe('已退回')
    expect(talkCards('zhangsan').at(-1)!.taskId).not.toBe(offer)
    expect(app.rules()).toEqual([])
  })

  it('settles for everybody when the talk is taken in the console', async () => {
    const offer = await asked('wmConsole')
    const { id } = await handoffOf('wmConsole')

    await app.running.api('POST', `/api/v1/handoffs/${id}/accept`, { by: '李四' })
    await app.until(() => labelOf('zhangsan', offer) !== null)
    app.member('zhangsan').click('accept', offer)
    await app.wecom.idle()
    await app.until(async () => (await waiting()) === 0)

    expect(labelOf('zhangsan', offer)).toBe('已由李四接单')
    expect((await handoffOf('wmConsole')).assignee).toBe('李四')
    expect(app.rules()).toEqual([])
  })
})

/** What the app still has to do. */
async function waiting(): Promise<number> {
  const rows = await app.db.query<{ count: string }>(
    'test-waiting',
    `select (select count(*) from app_event where status = 'new') + (select count(*) from app_send where status = 'pending')
          + (select count(*) from job where status = 'waiting' and kind like 'case-%' and kind <> 'case-close-silent' and due_at <= now()) as count`,
  )
  return Number(rows[0]!.count)
}
