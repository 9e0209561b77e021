import { givenApp, type GivenApp } from './given-app'

let app: GivenApp
beforeAll(async () => {
  app = await givenApp({ PUBLIC_URL: 'https://service.example.com' })
})
afterAll(() => app.close())
afterEach(() => app.wecom.faults.clear())

/** Writes to the app and gives the next answer. */
async function ask(userid: string, text: string): Promise<string> {
  const before = app.textsOf(userid).length
  app.member(userid).tell(text)
  await app.until(() => app.textsOf(userid).length > before)
  return app.textsOf(userid).at(-1)!
}

describe('what staff ask the app', () => {
  it('answers a case by its number, however that is written, without the owner’s phone and room', async () => {
    const one = await app.fileCase()
    await app.running.api('POST', `/api/v1/cases/${one.id}/actions`, { action: 'accept', by: '李四' })

    const bare = one.number.replaceAll('-', '').toLowerCase()
    const answer = await ask('LiSi', `${bare} 到哪一步了`)

    expect(answer).toContain(one.number)
    expect(answer).toContain('已受理')
    expect(answer).toContain('处理人：李四')
    expect(answer).toContain('https://service.example.com/console/wecom/start?next=')
    expect(answer).not.toMatch(/13812345678|501|陈先生/)
    expect(app.rules()).toEqual([])
  })

  it('shows no case of another community, and answers as if there were none', async () => {
    const one = await app.fileCase()

    const theirs = await ask('wangwu', one.number)
    const nothing = await ask('wangwu', 'BX-20200101-0001')

    expect(theirs.replace(one.number, 'N')).toBe(nothing.replace('BX-20200101-0001', 'N'))
  })

  it('answers a question from the articles of their communities, with 查 or without', async () => {
    await app.running.api('POST', '/api/v1/knowledge/entries', {
      ...{ key: 'test-pool', question: '游泳池几点开放', answer: '游泳池每天 6:00 到 21:00 开放。', community: 'cm1' },
    })
    const entries = (await app.running.api('GET', '/api/v1/knowledge/entries?limit=500')).body.items
    expect(entries.length).toBeGreaterThan(0)

    const plain = await ask('zhangsan', '游泳池几点开放')
    const asked = await ask('zhangsan', '查 游泳池几点开放')
    const elsewhere = await ask('wangwu', '查 游泳池几点开放')

    expect(plain).toContain('6:00')
    expect(asked).toBe(plain)
    expect(elsewhere).not.toContain('6:00')
  })

  it('lists the cases somebody has at hand, and says what can be asked to what it cannot read', async () => {
    const one = await app.fileCase({ ownerOfRecord: 'st2' })
    await app.running.api('POST', `/api/v1/cases/${one.id}/actions`, { action: 'accept', by: '李四' })

    expect(await ask('LiSi', '我的工单')).toContain(one.number)
    const before = app.textsOf('LiSi').length
    app.member('LiSi').sendMedia('image', Buffer.from('ffd8ffe000104a46', 'hex'), 'a.jpg')
    await app.until(() => app.textsOf('LiSi').length > before)
    expect(app.textsOf('LiSi').at(-1)).toContain('您可以直接发')
  })

  it('answers a message once that WeCom delivers twice', async () => {
    app.wecom.faults.set({ doubleCallback: { on: 'text', fresh: true } })

    await ask('zhangsan', '查 没有这种事的问题xyz')
    await app.wecom.idle()
    await app.until(async () => (await waiting()) === 0)

    expect(app.textsOf('zhangsan').filter((text) => text.includes('没有这种事的问题'))).toHaveLength(1)
  })
})

describe('owners who are members of the corp', () => {
  const logOf = async (user: string) =>
    (await app.running.api('GET', `/api/v1/exchanges?channel=wecom-app&user=${user}&limit=500`)).body.items

  it('are led through a repair by the app, and choose from its lists by number', async () => {
    expect(await ask('wmember', '报修')).toContain('什么坏了')
    await ask('wmember', '厨房水管漏水')
    await ask('wmember', '3栋2单元501')
    expect(await ask('wmember', '随时都行，13812345678')).toContain('1. 幸福家园')
    const summary = await ask('wmember', '1')
    const number = /(\d)\. ?(?:确认|对|没错|是)[^\n]*/.exec(summary)?.[1]
    expect(number).toBeDefined()

    const filed = await ask('wmember', number!)

    expect(filed).toMatch(/BX-\d{8}-\d{4}/)
    const cases = (await app.running.api('GET', '/api/v1/cases?user=wmember')).body.items
    expect(cases).toMatchObject([{ kind: 'repair', source: 'wecom-app', community: '幸福家园' }])
    const log = await logOf('wmember')
    expect(log.filter(({ author }: { author: string }) => author === 'owner')).toHaveLength(6)
    expect(log.at(-2).kind).toBe('menu')
    expect(log.every(({ channel }: { channel: string }) => channel === 'wecom-app')).toBe(true)
    expect(app.rules()).toEqual([])
  })

  it('may send pictures and places, which are kept in the order they came', async () => {
    const photo = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    )
    app.wecom.faults.set({ busy: { on: 'media/get', times: 1 } })
    app.member('wmphoto').sendMedia('image', photo, 'leak.png')
    await app.wecom.idle()
    app.member('wmphoto').sendLocation(30.27, 120.15, '幸福家园东门')
    await app.until(async () => (await logOf('wmphoto')).some(({ author }: { author: string }) => author === 'bot'))

    const log = (await logOf('wmphoto')).filter(({ author }: { author: string }) => author === 'owner')
    expect(log.map(({ kind }: { kind: string }) => kind)).toEqual(['image', 'location'])
    const files = await app.db.query<{ file: string }>(
      'test-file',
      `select c.body -> 'content' -> 'attachment' ->> 'fileId' as file from exchange e join exchange_content c on c.exchange_id = e.id
        where e.id = $1`,
      [log[0].id],
    )
    expect(files[0]!.file).toMatch(/^fl_app_/)
    expect(app.rules()).toEqual([])
  })

  it('hear the same words twice when they are said twice, and once when an answer got lost', async () => {
    const first = await ask('wmtwice', '你好')
    app.wecom.faults.set({ reset: { on: 'message/send', when: 'after', times: 1 } })
    await ask('wmtwice', '谢谢')
    await app.until(async () =>
      (await logOf('wmtwice')).every(({ delivery }: { delivery: string }) => delivery !== 'pending'),
    )

    const said = (await logOf('wmtwice')).filter(({ author }: { author: string }) => author === 'bot')
    expect(app.textsOf('wmtwice')).toHaveLength(said.length)
    expect(first).not.toBe('')
    expect(app.rules()).toEqual([])
  })

  it('get a person by a card to staff, as on every other way', async () => {
    await ask('wmperson', '转人工')

    await app.until(() => app.cardsOf('wangwu').length + app.cardsOf('zhangsan').length > 0)
    const handoffs = (await app.running.api('GET', '/api/v1/handoffs?user=wmperson')).body.items
    expect(handoffs).toMatchObject([{ status: 'waiting' }])
    expect(app.rules()).toEqual([])
  })
})

async function waiting(): Promise<number> {
  const rows = await app.db.query<{ count: string }>(
    'test-waiting',
    `select (select count(*) from app_event where status = 'new') + (select count(*) from app_send where status = 'pending') as count`,
  )
  return Number(rows[0]!.count)
}
