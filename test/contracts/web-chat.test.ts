import { startOutside, MONDAY } from './outside'
import type { Outside } from './outside'

let outside: Outside
beforeAll(async () => {
  outside = await startOutside()
})
afterAll(() => outside.stop())

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe('a message that is repeated', () => {
  it('counts once and gets the first answer again, whatever it says now', async () => {
    const first = await outside.send('again', '物业费怎么交？', { id: 'm1' })
    const second = await outside.send('again', '物业费怎么交？', { id: 'm1' })
    const third = await outside.send('again', '我要投诉保安', { id: 'm1' })

    expect(first.body.replies.length).toBeGreaterThan(0)
    expect(second).toEqual(first)
    expect(third).toEqual(first)
    const incoming = (await outside.exchanges('user=again')).filter((item) => item.direction === 'in')
    expect(incoming.map((item) => item.sourceId)).toEqual(['m1'])
    expect(await outside.casesOf('again')).toEqual([])
  })

  it('counts once also when both come at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => outside.send('twin', '停车费多少钱？', { id: 'x' })))

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await outside.exchanges('user=twin')).filter((item) => item.direction === 'in')).toHaveLength(1)
  })

  it('belongs to its user: another one may use the same id', async () => {
    await outside.send('left', '你好', { id: 'same' })
    await outside.send('right', '你好', { id: 'same' })

    expect((await outside.exchanges('user=left'))[0].sourceId).toBe('same')
    expect((await outside.exchanges('user=right'))[0].sourceId).toBe('same')
  })
})

it('takes a burst as one turn and gives every request of it the same replies', async () => {
  const slow = await startOutside({ TURN_QUIET_MS: '400' })
  try {
    const answers = await Promise.all(
      ['我家厨房', '水管漏水了', '3栋1单元502'].map((text, index) => slow.send('burst', text, { id: `b${index}` })),
    )

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body.replies))).size).toBe(1)
    const log = await slow.exchanges('user=burst')
    expect(log.map((item) => item.direction)).toEqual(['in', 'in', 'in', 'out'])
  } finally {
    await slow.stop()
  }
})

describe('the clock of a turn', () => {
  it('is the given time: in the log, in the words, in the case; receivedAt is real', async () => {
    const before = Date.now()
    const filed = await outside.repair('clock', { at: '2027-03-01T10:00:00+08:00' })

    expect(filed.openedAt).toBe('2027-03-01T10:00:00.000+08:00')
    expect(filed.number).toMatch(/^BX-20270301-\d{4}$/)
    expect(filed.appointment.from).toBe('2027-03-02T09:00:00.000+08:00')
    const [first] = await outside.exchanges('user=clock')
    expect(first.at).toBe('2027-03-01T10:00:00.000+08:00')
    expect(Date.parse(first.receivedAt)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(first.receivedAt)).toBeLessThanOrEqual(Date.now())
  })

  it('fires no news of its own: a case of last week is not overdue before its time on the real clock', async () => {
    await outside.repair('lastweek', { at: '2026-01-05T10:00:00+08:00' })
    // Another talk's case is accepted and told of, by the same schedule: whatever was due would have been told before.
    const marker = await outside.repair('marker')
    await outside.act(marker.id, { action: 'accept', by: 'xu-jing' })
    await outside.hears('marker', /已经接手/)

    const said = (await outside.exchanges('user=lastweek')).filter((item) => item.direction === 'out')
    expect(said.filter((item) => /失信|还没办完|超过/.test(item.text))).toEqual([])
  })

  it('decides whether people are at work', async () => {
    const day = await outside.send('day', '转人工', { at: '2026-11-23T10:00:00+08:00' })
    const night = await outside.send('night', '转人工', { at: '2026-11-23T03:00:00+08:00' })

    expect(day.body.replies[0].text).not.toContain('不在人工服务时间')
    expect(night.body.replies.map((reply: { text: string }) => reply.text).join('\n')).toMatch(/8:30/)
  })

  it('may be given to the minute and in any zone, and must name one', async () => {
    expect((await outside.send('z1', '你好', { at: '2026-11-23T02:00Z' })).status).toBe(200)
    expect((await outside.send('z2', '你好', { at: '2026-11-23T02:00+00:00' })).status).toBe(200)
    expect(await outside.send('z3', '你好', { at: '2026-11-23T02:00:00' })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/at: expected a time with its zone like 2026-/) } },
    })
    expect((await outside.send('z4', '你好', { at: '2026-02-30T02:00:00Z' })).status).toBe(400)
    expect((await outside.exchanges('user=z2'))[0].at).toBe('2026-11-23T10:00:00.000+08:00')
  })
})

describe('bodies', () => {
  it('are a text, a tap, a photo, a voice, a place or a recall, and exactly one of them', async () => {
    expect((await outside.send('kinds', { image: PNG })).status).toBe(200)
    expect((await outside.send('kinds', { voice: { text: '物业费怎么交' } })).status).toBe(200)
    expect(
      (await outside.send('kinds', { location: { name: '南门', address: '学府路1号', latitude: 31, longitude: 121 } }))
        .status,
    ).toBe(200)
    expect((await outside.send('kinds', { menuId: 'unheard-of' })).status).toBe(200)

    const kinds = (await outside.exchanges('user=kinds')).filter((item) => item.direction === 'in')
    expect(kinds.map((item) => item.kind)).toEqual(['image', 'voice', 'location', 'menu'])
    expect((await outside.ask('POST', '/api/v1/web-chat/messages', { user: 'kinds' })).status).toBe(400)
    expect((await outside.send('kinds', { text: '你好', menuId: 'x' })).status).toBe(400)
  })

  it('take base64 as clients write it, and say when it is no photo', async () => {
    for (const image of [
      PNG.replace(/=+$/, ''),
      `${PNG.slice(0, 60)}\n${PNG.slice(60)}`,
      `data:image/png;base64,${PNG}`,
    ])
      expect((await outside.send('photo', { image })).status).toBe(200)

    for (const image of ['%%%%', '', Buffer.from('hello').toString('base64')])
      expect((await outside.send('photo', { image })).status).toBe(400)
  })

  it('may be large photos, and 413 beyond 10 MB', async () => {
    const photo = Buffer.alloc(6 * 1024 * 1024, 7)
    Buffer.from(PNG, 'base64').copy(photo)

    expect((await outside.send('large', { image: photo.toString('base64') })).status).toBe(200)
    const tooLarge = await outside.send('large', { image: 'A'.repeat(11 * 1024 * 1024) })
    expect(tooLarge.status).toBe(413)
    expect(tooLarge.body.error.code).toBe('body_too_large')
  })

  it('file nothing for the name of a place alone', async () => {
    const place = { name: '翠湖花园南门', address: '学府路1号', latitude: 31.2, longitude: 121.4 }

    await outside.send('pin', { location: place })

    expect(await outside.casesOf('pin')).toEqual([])
  })
})

it('forgets the words of a message that is recalled, and keeps its row', async () => {
  await outside.send('recall', '我的身份证是330100199001010011', { id: 'r1' })
  const { status, body } = await outside.send('recall', { recall: 'r1' })

  expect(status).toBe(200)
  expect(body.replies).toEqual([])
  const log = await outside.exchanges('user=recall')
  expect(log[0]).toMatchObject({ sourceId: 'r1', text: '' })
  expect(JSON.stringify(log)).not.toContain('330100199001010011')
})

describe('community', () => {
  it('goes by name or id, and 404 says that there is none', async () => {
    const named = await outside.send('named', '你好', { community: '翠湖花园' })
    const unknown = await outside.send('unnamed', '你好', { community: '天上人间' })

    expect(named.status).toBe(200)
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'community_not_found' } } })
    expect(await outside.exchanges('user=unnamed')).toEqual([])
  })

  it('is the only one there is when none is said', async () => {
    const filed = await outside.repair('alone', { at: MONDAY })

    expect(filed.community).toBe('翠湖花园')
  })
})
