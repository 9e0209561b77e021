import { isShippedChanged, hashOf, standingAt } from '../../src/app/overlay/read-file'
import { shippedText } from '../../src/app/overlay/shipped-files'
import type { Change, Tried, WordFileView, WordVersions } from '../../src/console/contract/wordings'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'
import { startRunningApp } from '../support/running-app'
import type { RunningApp } from '../support/running-app'
import { until } from '../support/until'

jest.setTimeout(120_000)

const PATTERNS = 'dialogs/patterns.yml'
const THANKS = 'words/thanks/zh'
const OURS = '不客气，翠湖物业一直都在。'

describe('words that a company laid over what ships', () => {
  let store: TestDatabase
  let one: RunningApp
  let other: RunningApp
  let asked = 0
  beforeAll(async () => {
    store = await createTestDatabase()
    one = await startRunningApp({}, store)
    other = await startRunningApp({}, store)
  })
  afterAll(async () => {
    await one?.stop()
    await other?.stop()
    await store?.close()
  })

  /** What a new owner is answered by a process. */
  const answer = async (app: RunningApp, text: string, community?: string): Promise<string> => {
    const { body } = await app.api('POST', '/api/v1/web-chat/messages', { user: `u${++asked}`, text, community })
    return (body.replies as { text: string }[]).map((reply) => reply.text).join('\n')
  }
  const view = async (path: string, community = ''): Promise<WordFileView> =>
    (await one.api('GET', `/console/words/file?path=${path}&community=${community}`)).body
  const publish = async (change: Change, note = '') => {
    const { version } = await view(change.path, change.community ?? '')
    return one.api('POST', '/console/words/publish', { ...change, over: version, note })
  }

  it('are said by every process soon after they went live, and what ships again after going back', async () => {
    const before = await answer(other, '谢谢')
    expect(before).not.toContain(OURS)

    const { status } = await publish({ path: PATTERNS, edits: { [THANKS]: OURS } }, '换成我们的说法')

    expect(status).toBe(200)
    expect(await answer(one, '谢谢')).toContain(OURS)
    await until(async () => (await answer(other, '谢谢')).includes(OURS), 'the other process to say it')
    const shown = await view(PATTERNS)
    expect(shown.sentences.find(({ address }) => address === 'words/thanks')).toMatchObject({
      zh: OURS,
      changed: true,
      shippedChanged: false,
    })

    const back = await one.api('POST', '/console/words/go-back', { path: PATTERNS, over: shown.version, version: 0 })
    expect(back.status).toBe(200)
    expect(await answer(one, '谢谢')).toBe(before)
    await until(async () => (await answer(other, '谢谢')) === before, 'the other process to go back')
    const { items } = (await one.api('GET', `/console/words/versions?path=${PATTERNS}`)).body as WordVersions
    expect(items.map(({ note, shipped }) => ({ note, shipped }))).toEqual([
      { note: '恢复出厂文字', shipped: true },
      { note: '换成我们的说法', shipped: false },
    ])
    expect(items[1]?.diff.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['added', 'removed']))
  })

  it('belong to one community only where they were laid over for it', async () => {
    const communities = (await one.api('GET', '/console/company')).body.communities as { id: string; name: string }[]
    const { id, name } = communities[0]!
    await publish({ path: PATTERNS, community: id, edits: { 'words/goodbye/zh': '再见，湖边见。' } })

    expect(await answer(one, '再见', name)).toContain('湖边见')
    const elsewhere = await one.api('POST', '/console/words/try', { said: ['再见'] })
    expect(elsewhere.body.turns[0].replies[0].text).not.toContain('湖边见')
  })

  it('do not go live with a fault: the line and the remedy are told, and what runs stays', async () => {
    const { text, version } = await view('dialogs/repair.yml')
    const broken = text.replace(/^ {2}cancelled:\n(?: {4}.*\n?)+/m, '').replace('{matter}', '{mater}')

    const { body } = await one.api('POST', '/console/words/check', { path: 'dialogs/repair.yml', text: broken })
    const refused = await one.api('POST', '/console/words/publish', {
      path: 'dialogs/repair.yml',
      text: broken,
      over: version,
    })

    const line = broken.split('\n').findIndex((each) => each.startsWith('words:')) + 1
    expect(body.faults).toContainEqual({ line: line + 1, words: '要业主确认的对话必须有「cancelled」这句话，请补上。' })
    expect(body.faults.map(({ words }: { words: string }) => words).join()).toContain('{mater}')
    expect(refused.status).toBe(400)
    expect(await answer(one, '厨房水管漏水')).not.toBe('')
    expect((await view('dialogs/repair.yml')).version).toBe(version)
  })

  it('name nothing that is filled by nobody: the line would vanish, the promised time with it', async () => {
    const { text } = await view('dialogs/complaint.yml')
    const broken = text.replace('{due}前给您明确答复', '{deu}前给您明确答复')
    const check = async (words: string) =>
      (await one.api('POST', '/console/words/check', { path: 'dialogs/complaint.yml', text: words })).body.faults

    expect(await check(text)).toEqual([])
    const [fault] = await check(broken)
    expect(fault.words).toContain('{deu}')
    expect(fault.words).toContain('due')
    expect(broken.split('\n')[fault.line - 1]).toMatch(/zh: \|?/)
  })

  it('do not take away what a colleague put there meanwhile', async () => {
    const { version } = await view('dialogs/praise.yml')
    const change = { path: 'dialogs/praise.yml', edits: { 'words/cancelled/zh': '好的，先不登记。' }, over: version }
    const first = await one.api('POST', '/console/words/publish', change)
    const second = await one.api('POST', '/console/words/publish', { ...change, edits: {} })

    expect([first.status, second.status]).toEqual([200, 409])
    expect(second.body.error.code).toBe('overlay_changed')
  })

  it('can be tried before they are live, and the trial writes nothing anywhere', async () => {
    const before = await rowsOfAll(store)
    const change = { path: 'dialogs/repair.yml', edits: { 'words/filed/zh': '登记好啦，编号 {number}。' } }

    const { status, body } = await one.api('POST', '/console/words/try', {
      changes: [change, { path: PATTERNS, edits: { [THANKS]: OURS } }],
      community: null,
      said: ['谢谢', '厨房水管漏水，3栋1单元1202，明天上午，13800138000', '确认', '着火了', '我要投诉保安骂人，转人工'],
    })

    expect(status).toBe(200)
    const { turns, faults } = body as Tried
    expect(faults).toEqual([])
    expect(turns[0]?.replies[0]?.text).toBe(OURS)
    expect(turns[2]?.replies.map(({ text }) => text).join()).toContain('登记好啦，编号 （正式登记时给编号）。')
    expect(turns.every(({ replies }) => replies.length > 0)).toBe(true)
    expect(await rowsOfAll(store)).toEqual(before)
    expect(await answer(one, '谢谢')).not.toContain(OURS)
  })

  it('lay a table of policy where the acts of the records read it', async () => {
    const { status } = await publish({ path: 'dialogs/policy/service.yml', edits: { 'promise/answer_minutes': 60 } })
    expect(status).toBe(200)
    const rows = await store.db.query<{ minutes: number }>(
      'policy-of-test',
      `select (value -> 'promise' ->> 'answer_minutes')::int as minutes from setting where scope = '' and key = 'policy.service'`,
    )
    expect(rows).toEqual([{ minutes: 60 }])
    const refused = await publish({ path: 'dialogs/policy/service.yml', edits: { 'promise/answer_minutes': 0 } })
    expect(refused.status).toBe(400)
  })
})

describe('an update of what ships', () => {
  const shipped = shippedText(PATTERNS)!
  const version = {
    ...{ path: PATTERNS, scope: '', version: 1, text: null, note: '', by: 'admin', at: new Date(0) },
    edits: { [THANKS]: OURS },
    shipped: hashOf(shipped),
    was: standingAt(shipped, { [THANKS]: OURS }),
  }

  it('is told where it touches an edited sentence, and nowhere else', () => {
    expect(isShippedChanged(version, shipped)).toBe(false)
    expect(isShippedChanged(version, shipped.replace('不客气，应该的', '不客气，这是应该的'))).toBe(true)
    expect(isShippedChanged(version, shipped.replace('祝您顺心', '祝您一切顺心'))).toBe(false)
  })
})

/** How many rows every table has. Leases, heartbeats and the like may be touched, but none may come or go. */
async function rowsOfAll({ db }: TestDatabase): Promise<Record<string, string>> {
  const tables = await db.query<{ name: string }>(
    'tables-of-test',
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const counts = await Promise.all(
    tables.map(async ({ name }, at) => {
      const rows = await db.query<{ count: string }>(`count-${name}-${at}`, `select count(*) as count from "${name}"`)
      return [name, rows[0]!.count] as const
    }),
  )
  return Object.fromEntries(counts)
}
