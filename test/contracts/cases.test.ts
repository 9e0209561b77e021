/* eslint-disable @typescript-eslint/no-explicit-any -- what stands outside reads JSON as it comes */
import { startOutside, SAME_AFTERNOON } from './outside'
import type { Outside } from './outside'
import { dayClock } from '../support/day-clock'

let outside: Outside
beforeAll(async () => {
  outside = await startOutside({}, dayClock())
})
afterAll(() => outside.stop())

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe('a repair told in four messages', () => {
  it('carries everything of the contract, each in its form', async () => {
    await outside.send('full', { image: PNG })
    await outside.talk('full', ['4栋1单元601卫生间马桶堵了', '明天下午3点到5点', '张伟 13800138000', '确认'])

    const [filed] = await outside.casesOf('full')
    expect(filed).toEqual({
      id: expect.any(String),
      number: expect.stringMatching(/^BX-20261123-\d{4}$/),
      kind: 'repair',
      category: expect.stringMatching(/^水电\/.+/),
      emergencyType: null,
      status: 'open',
      priority: 'normal',
      summary: expect.stringContaining('马桶堵'),
      user: 'full',
      reporters: ['full'],
      community: '翠湖花园',
      location: { building: '4', unit: '1', room: '601', place: '卫生间', text: expect.any(String) },
      appointment: {
        from: '2026-11-24T15:00:00.000+08:00',
        to: '2026-11-24T17:00:00.000+08:00',
        text: expect.any(String),
      },
      contact: { name: '张伟', phone: '13800138000' },
      anonymous: false,
      confidential: false,
      details: expect.any(Object),
      attachments: [{ kind: 'image', exchangeSeq: expect.any(Number) }],
      urges: 0,
      openedAt: '2026-11-23T10:00:00.000+08:00',
      dueAt: expect.stringMatching(/^2026-11-24T.*\+08:00$/),
      assignee: null,
      ownerOfRecord: expect.stringMatching(/.+/),
      source: 'web',
      links: [],
      rating: null,
      stages: [{ stage: 'intake', at: '2026-11-23T10:00:00.000+08:00', actor: expect.any(String), note: '' }],
      exchangeSeqs: expect.any(Array),
    })
  })

  it('is about every message in which it was told, the photo and the confirmation with its number too', async () => {
    const [filed] = await outside.casesOf('full')

    const log = await outside.exchanges(`case=${filed.id}`)
    expect(log.map((item) => item.seq)).toEqual(filed.exchangeSeqs)
    expect(log.filter((item) => item.direction === 'in').map((item) => item.text)).toEqual([
      '',
      '4栋1单元601卫生间马桶堵了',
      '明天下午3点到5点',
      '张伟 13800138000',
      '确认',
    ])
    expect(log[0].seq).toBe(filed.attachments[0].exchangeSeq)
    expect(log.at(-1)).toMatchObject({ direction: 'out', author: 'bot', caseIds: [filed.id] })
    expect(log.at(-1).text).toContain(filed.number)
  })

  it('is the same alone as in the list', async () => {
    const [filed] = await outside.casesOf('full')

    expect(await outside.get(`/api/v1/cases/${filed.id}`)).toEqual(filed)
  })
})

describe('kinds', () => {
  it.each([
    ['complaint', 'TS', '我要投诉，3栋大堂的保洁好几天没打扫了'],
    ['suggestion', 'JY', '建议地下车库加装减速带'],
    ['praise', 'BY', '表扬一下前台小刘，特别热心'],
    ['emergency', 'JJ', '着火了！3栋2单元楼道冒烟'],
  ])('%s is opened by an owner’s own words', async (kind, letters, words) => {
    await outside.send(`kind-${kind}`, words)

    const [filed] = await outside.casesOf(`kind-${kind}`)
    expect(filed.kind).toBe(kind)
    expect(filed.number).toMatch(new RegExp(`^${letters}-20261123-\\d{4}$`))
    expect(filed.ownerOfRecord).toMatch(/.+/)
    expect((await outside.get(`/api/v1/cases?kind=${kind}&limit=500`)).items).toContainEqual(filed)
  })

  it('enquiry is opened for a person who is wanted at night, with the next opening as its time', async () => {
    await outside.send('kind-enquiry', '转人工', { at: '2026-11-24T02:00:00+08:00' })

    const [filed] = await outside.casesOf('kind-enquiry')
    expect(filed).toMatchObject({ kind: 'enquiry', status: 'open' })
    expect(filed.dueAt).toMatch(/^2026-11-24T(08|09)/)
  })

  it('share one counter a day', async () => {
    const numbers = (await outside.get('/api/v1/cases?limit=500')).items
      .map((item: any) => item.number)
      .filter((number: string) => number.includes('-20261123-'))
      .map((number: string) => Number(number.slice(-4)))

    expect(new Set(numbers).size).toBe(numbers.length)
    expect(Math.max(...numbers)).toBe(numbers.length)
  })
})

it('joins a second report of the same fault; both users find it', async () => {
  await outside.talk('lift-1', ['2栋1单元电梯坏了不动了', '确认'])
  await outside.talk('lift-2', ['2栋1单元电梯坏了不动了', '确认'])

  const [one] = await outside.casesOf('lift-1')
  const [two] = await outside.casesOf('lift-2')
  expect(two.id).toBe(one.id)
  expect(two.reporters).toEqual(['lift-1', 'lift-2'])
  expect(two.user).toBe('lift-1')
})

it('shows nobody where nobody is to be shown, and still answers the one who asked', async () => {
  await outside.send('secret', '我要匿名投诉3栋2单元的保洁，我住3栋2单元501，叫王强，电话13811112222')

  const [filed] = await outside.casesOf('secret')
  expect(filed).toMatchObject({ anonymous: true, user: null, reporters: [], contact: null, exchangeSeqs: [] })
  const shown = JSON.stringify(filed)
  for (const word of ['secret', '王强', '13811112222', '501']) expect(shown).not.toContain(word)
  expect(await outside.exchanges(`case=${filed.id}`)).toEqual([])
  expect((await outside.exchanges('user=secret')).flatMap((item) => item.caseIds)).toEqual([])
})

describe('transitions of §8', () => {
  const ACTIONS = ['accept', 'assign', 'progress', 'pause', 'resume', 'resolve', 'reopen', 'close', 'cancel'] as const
  const WAY: Record<string, (typeof ACTIONS)[number][]> = {
    open: [],
    accepted: ['accept'],
    in_progress: ['accept', 'progress'],
    paused: ['accept', 'pause'],
    resolved: ['accept', 'resolve'],
    closed: ['accept', 'resolve', 'close'],
    cancelled: ['cancel'],
  }
  const NEXT: Record<string, Partial<Record<(typeof ACTIONS)[number], string>>> = {
    open: { accept: 'accepted', assign: 'accepted', cancel: 'cancelled' },
    accepted: {
      assign: 'accepted',
      progress: 'in_progress',
      pause: 'paused',
      resolve: 'resolved',
      cancel: 'cancelled',
    },
    in_progress: {
      assign: 'in_progress',
      progress: 'in_progress',
      pause: 'paused',
      resolve: 'resolved',
      cancel: 'cancelled',
    },
    paused: { assign: 'paused', resume: 'accepted', cancel: 'cancelled' },
    resolved: { assign: 'resolved', close: 'closed', reopen: 'in_progress', cancel: 'cancelled' },
    closed: { reopen: 'in_progress' },
    cancelled: { cancel: 'cancelled' },
  }
  const act = (id: string, action: string) => outside.act(id, { action, by: '王师傅', to: '赵师傅', note: '说明' })

  it.each(Object.keys(WAY))(
    'from %s: each action leads where the table says, all else is 409',
    async (status) => {
      for (const action of ACTIONS) {
        const filed = await outside.repair(`way-${status}-${action}`)
        for (const step of WAY[status]!) await act(filed.id, step)
        expect((await outside.get(`/api/v1/cases/${filed.id}`)).status).toBe(status)

        const answer = await act(filed.id, action)

        const expected = NEXT[status]![action]
        const came = answer.status === 200 ? answer.body.status : answer.status
        expect(`${action}: ${came}`).toBe(`${action}: ${expected ?? 409}`)
        if (answer.status === 409) expect(answer.body.error.message).toMatch(new RegExp(status))
      }
    },
    120_000,
  )

  it('writes the stages in their order, and those nobody needed at the end', async () => {
    const filed = await outside.repair('stages')
    const names = async (action: string) => (await act(filed.id, action)).body.stages.map((row: any) => row.stage)

    expect(await names('accept')).toEqual(['intake'])
    expect(await names('assign')).toEqual(['intake', 'pass_on'])
    expect((await names('progress')).at(-1)).toBe('coordinate')
    expect((await names('progress')).at(-1)).toBe('follow_up')
    expect((await names('resolve')).at(-1)).toBe('supervise')
    expect((await names('close')).at(-1)).toBe('revisit')

    const hurried = await outside.repair('hurried')
    for (const action of ['accept', 'resolve', 'close']) await act(hurried.id, action)
    const rows = (await outside.get(`/api/v1/cases/${hurried.id}`)).stages
    expect(new Set(rows.map((row: any) => row.stage))).toEqual(
      new Set(['intake', 'pass_on', 'coordinate', 'follow_up', 'supervise', 'revisit']),
    )
  })

  it('keeps names as they are given, and the owner of record until a known receiver accepts', async () => {
    const filed = await outside.repair('names')

    const taken = (await outside.act(filed.id, { action: 'accept', by: '外包公司 李工' })).body
    const given = (await outside.act(filed.id, { action: 'assign', by: '主管', to: '老赵@二队' })).body

    expect(taken).toMatchObject({ assignee: '外包公司 李工', ownerOfRecord: filed.ownerOfRecord })
    expect(given).toMatchObject({ assignee: '老赵@二队', ownerOfRecord: filed.ownerOfRecord })
  })

  it('needs a note to pause and to resume', async () => {
    const filed = await outside.repair('notes')
    await act(filed.id, 'accept')

    expect((await outside.act(filed.id, { action: 'pause', by: '王师傅' })).status).toBe(409)
    expect((await act(filed.id, 'pause')).status).toBe(200)
    expect((await outside.act(filed.id, { action: 'resume', by: '王师傅' })).status).toBe(409)
  })

  it('does the same id once', async () => {
    const filed = await outside.repair('once')
    const body = { action: 'accept', by: '王师傅', id: 'k1' }

    const answers = [await outside.act(filed.id, body), await outside.act(filed.id, body)]

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    // What the owner is told of it joins the case between the two.
    const [first, second] = answers.map(({ body: { exchangeSeqs: _told, ...found } }) => found)
    expect(second).toEqual(first)
  })

  it('takes the time that is given, and tells a wrong body from a wrong state', async () => {
    const filed = await outside.repair('times')

    const done = await outside.act(filed.id, { action: 'accept', by: '王师傅', at: SAME_AFTERNOON })
    expect(done.body.stages.at(-1).at).toBe('2026-11-23T15:00:00.000+08:00')
    const given = { action: 'progress', by: '王师傅', at: '2026-11-23T07:30Z' }
    expect((await outside.act(filed.id, given)).body.stages.at(-1).at).toBe('2026-11-23T15:30:00.000+08:00')
    expect((await outside.act(filed.id, { action: 'accept' })).status).toBe(400)
    expect((await outside.act(filed.id, { action: 'fly', by: 'x' })).status).toBe(400)
    expect((await outside.act('nope', { action: 'accept', by: 'x' })).status).toBe(404)
  })
})

describe('a case that is reported as done', () => {
  const done = async (user: string) => {
    const filed = await outside.repair(user)
    await outside.act(filed.id, { action: 'accept', by: 'xu-jing' })
    await outside.act(filed.id, { action: 'resolve', by: 'xu-jing', note: '换了阀芯' })
    const question = await outside.hears(user, /解决了吗/)
    return { filed, question }
  }
  const now = async (id: string) => outside.get(`/api/v1/cases/${id}`)

  it('asks the owner to confirm and rate, in the log of the case', async () => {
    const { filed, question } = await done('asked')

    expect(question).toMatchObject({ kind: 'menu', author: 'bot', caseIds: [filed.id] })
    expect(question.text).toContain('换了阀芯')
  })

  it.each([
    ['很满意，5分', 5],
    ['3分吧', 3],
  ])('is rated and closed by the words %s', async (words, score) => {
    const { filed } = await done(`rated-${score}`)

    await outside.send(`rated-${score}`, words, { at: SAME_AFTERNOON })

    expect(await now(filed.id)).toMatchObject({ status: 'closed', rating: { score, comment: words } })
  })

  it('is rated and closed by a tap', async () => {
    const { filed } = await done('tapped')

    await outside.send('tapped', { menuId: `rate_${filed.id}_4` }, { at: SAME_AFTERNOON })

    expect(await now(filed.id)).toMatchObject({ status: 'closed', rating: { score: 4 } })
  })

  it.each(['修好了，谢谢', '已解决', '好了'])('is closed by the confirmation %s', async (words) => {
    const { filed } = await done(`sure-${words}`)

    await outside.send(`sure-${words}`, words, { at: SAME_AFTERNOON })

    expect(await now(filed.id)).toMatchObject({ status: 'closed', rating: null })
    expect(await outside.casesOf(`sure-${words}`)).toHaveLength(1)
  })

  it.each(['没修好，还在漏', '没解决'])('is opened again by %s', async (words) => {
    const { filed } = await done(`again-${words}`)

    await outside.send(`again-${words}`, words, { at: SAME_AFTERNOON })

    expect(await now(filed.id)).toMatchObject({ status: 'in_progress' })
  })

  it('cannot be rated by anybody else', async () => {
    const { filed } = await done('mine')

    await outside.send('thief', { menuId: `rate_${filed.id}_1` })

    expect(await now(filed.id)).toMatchObject({ status: 'resolved', rating: null })
  })
})

describe('an owner who asks on', () => {
  it('urges, is told how it stands, and withdraws; all of it stands with the case', async () => {
    const filed = await outside.repair('asks')

    await outside.send('asks', '怎么还没人来，催一下', { at: SAME_AFTERNOON })
    expect((await outside.get(`/api/v1/cases/${filed.id}`)).urges).toBe(1)
    const told = await outside.send('asks', '到哪一步了', { at: SAME_AFTERNOON })
    expect(told.body.replies[0].text).toContain(filed.number)
    await outside.send('asks', '不用修了，取消报修', { at: SAME_AFTERNOON })

    const after = await outside.get(`/api/v1/cases/${filed.id}`)
    expect(after.status).toBe('cancelled')
    const said = (await outside.exchanges(`case=${filed.id}`)).map((item) => item.text)
    expect(said).toEqual(expect.arrayContaining(['怎么还没人来，催一下', '到哪一步了', '不用修了，取消报修']))
  })

  it('hears when it is taken on, paused with the reason, and resumed', async () => {
    const filed = await outside.repair('news')
    await outside.act(filed.id, { action: 'accept', by: 'xu-jing' })
    await outside.act(filed.id, { action: 'pause', by: 'xu-jing', note: '等配件' })
    await outside.act(filed.id, { action: 'resume', by: 'xu-jing', note: '配件到了' })

    await outside.hears('news', /接手/)
    expect(await outside.hears('news', /等配件/)).toMatchObject({ caseIds: [filed.id] })
    await outside.hears('news', /恢复/)
  })
})

it('lists in the order of opening, page by page, without a gap', async () => {
  const whole = (await outside.get('/api/v1/cases?limit=500')).items.map((item: any) => item.id)
  const paged: string[] = []
  for (let after: string | null = ''; after !== null;) {
    const page: any = await outside.get(`/api/v1/cases?limit=7${after ? `&after=${after}` : ''}`)
    paged.push(...page.items.map((item: any) => item.id))
    after = page.next
  }

  expect(paged).toEqual(whole)
  expect(whole.length).toBeGreaterThan(20)
  expect((await outside.get(`/api/v1/cases?user=full&channel=web`)).items).toHaveLength(1)
  expect((await outside.get(`/api/v1/cases?user=full&channel=wecom-kf`)).items).toEqual([])
})
