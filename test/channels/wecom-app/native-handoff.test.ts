import { givenApp, type GivenApp } from './given-app'

let app: GivenApp
beforeAll(async () => {
  app = await givenApp({ HANDOFF_MODE: 'native' })
})
afterAll(() => app.close())

const handoffOf = async (user: string) => (await app.running.api('GET', `/api/v1/handoffs?user=${user}`)).body.items[0]

describe('a handoff that WeCom holds', () => {
  it('moves to whoever presses and is receiving, and is not moved for one who is not', async () => {
    app.wecom.addServicer(app.wecom.openKfid, 'LiSi', { receiving: false })
    app.wecom.servicer('zhangsan').setReceiving(false)
    await app.wecom.resident('wmNative').text('转人工')
    await app.until(() => app.cardsOf('zhangsan').some((card) => card.text.includes('【转人工】')))
    await app.until(async () => (await handoffOf('wmNative'))?.status === 'waiting')
    const offer = app.cardsOf('zhangsan').findLast((card) => card.text.includes('【转人工】'))!.taskId!

    app.member('zhangsan').click('accept', offer)
    await app.until(() => app.textsOf('zhangsan').some((text) => text.includes('打开「接待中」')))
    const refused = await handoffOf('wmNative')
    app.wecom.servicer('zhangsan').setReceiving(true)
    await app.db.query('forget-servicers', 'delete from kf_servicer')
    await app.until(async () => {
      app.member('zhangsan').click('accept', offer)
      await app.wecom.idle()
      return (await handoffOf('wmNative')).status === 'active'
    })
    await app.until(() => app.wecom.session(app.wecom.openKfid, 'wmNative').state === 3)

    expect(refused.status).toBe('waiting')
    expect((await handoffOf('wmNative')).assignee).toBe('zhangsan')
    expect(app.wecom.session(app.wecom.openKfid, 'wmNative').servicer).toBe('zhangsan')
    expect(app.rules()).toEqual([])
  })
})
