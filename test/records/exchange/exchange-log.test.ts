import { createHash } from 'node:crypto'
import { recordDelivery } from '../../../src/queue/sender'
import { saySomething } from '../../../src/queue/say-later'
import { linkCaseToExchanges } from '../../../src/records/case/link-case'
import { openCase } from '../../../src/records/case/open-case'
import { erasePersonsWords, eraseWords } from '../../../src/records/exchange/erase-words'
import { exchangeView } from '../../../src/records/exchange/exchange-view'
import { listExchanges } from '../../../src/records/exchange/list-exchanges'
import { makeDailyRoot } from '../../../src/records/exchange/make-daily-root'
import { verifyLog } from '../../../src/records/exchange/verify-log'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, ZONE, givenTalk, repair, type GivenTalk } from '../given'

let test$: TestDatabase
beforeEach(async () => {
  test$ = await createTestDatabase()
})
afterEach(() => test$.close())

const UNDERSTANDING = {
  intent: 'repair',
  confidence: 0.9,
  alsoIntents: [],
  sentiment: { label: 'neutral', score: 0.1 },
  emergency: null,
  handoff: { needed: false, reason: null, evidence: [] },
  entities: [{ type: 'room', value: '1202', text: '1202' }],
  signals: [],
  evidence: [],
}

/** A talk of three messages: two of the owner, one answer that was delivered; understood, and linked to a case. */
async function givenLog(
  says = ['厨房漏水', '3栋1单元1202'],
): Promise<GivenTalk & { answerId: string; caseId: string }> {
  const talk = await givenTalk(test$.db, { says })
  const { answerId, caseId } = await test$.db.tx(async (tx) => {
    const [answer] = await saySomething(tx, {
      conversationId: talk.conversationId,
      content: { type: 'text', text: '已登记，师傅10:30前到' },
      author: 'staff',
      authorId: 'song-yan',
      at: AT,
      channel: { shape: (content) => [content], delivers: true },
    })
    const filed = await openCase(tx, repair(talk, { exchangeIds: talk.exchangeIds }))
    await linkCaseToExchanges(tx, filed.id, [answer!], AT)
    return { answerId: answer!, caseId: filed.id }
  })
  await test$.db.query(
    'understood',
    `insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
     values ($1, 0, $2, 'understanding', $3::jsonb, $4, '', '')`,
    [talk.conversationId, talk.exchangeIds[1], JSON.stringify(UNDERSTANDING), AT],
  )
  const delivery = { conversationId: talk.conversationId, exchangeId: answerId, reason: null, at: AT }
  await recordDelivery(test$.db, { ...delivery, delivery: 'pending', sourceId: null, reason: 'waits for the owner' })
  await recordDelivery(test$.db, { ...delivery, delivery: 'sent', sourceId: 'msg-77' })
  return { ...talk, answerId, caseId }
}

/** Changes the database behind our back, as somebody with its password could. */
async function tamper(sql: string, params: unknown[] = []): Promise<void> {
  await test$.db.tx(async (tx) => {
    await tx.query('no-triggers', `set local session_replication_role = 'replica'`)
    await tx.query(createHash('sha256').update(sql).digest('hex').slice(0, 32), sql, params)
  })
}

describe('the list', () => {
  test('shows a message as the contract says', async () => {
    const log = await givenLog()

    const { items, next } = await listExchanges(test$.db, {})

    expect(next).toBeNull()
    expect(items.map((item) => exchangeView(item, ZONE))).toEqual([
      expect.objectContaining({ seq: 1, text: '厨房漏水', direction: 'in', author: 'owner', authorId: log.user }),
      {
        seq: 2,
        id: log.exchangeIds[1],
        conversationId: log.conversationId,
        channel: 'web',
        user: log.user,
        direction: 'in',
        author: 'owner',
        authorId: log.user,
        kind: 'text',
        text: '3栋1单元1202',
        at: '2026-11-21T09:30:00.000+08:00',
        receivedAt: '2026-11-21T09:30:00.000+08:00',
        sourceId: expect.any(String),
        delivery: 'n/a',
        deliveryReason: null,
        caseIds: [log.caseId],
        sources: [],
        understanding: {
          intent: 'repair',
          confidence: 0.9,
          sentiment: UNDERSTANDING.sentiment,
          emergency: null,
          handoff: UNDERSTANDING.handoff,
          entities: UNDERSTANDING.entities,
        },
        recalledAt: null,
        erasedAt: null,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      expect.objectContaining({ seq: 3, direction: 'out', author: 'staff', delivery: 'sent', sourceId: 'msg-77' }),
    ])
  })

  test('filters by user, conversation, case and channel', async () => {
    const log = await givenLog()
    const other = await givenTalk(test$.db, { user: log.user, channel: 'wecom-kf', account: 'kf1', says: ['在吗'] })

    const seqs = async (filter: Parameters<typeof listExchanges>[1]) =>
      (await listExchanges(test$.db, filter)).items.map(({ seq }) => seq)
    expect(await seqs({ user: log.user })).toEqual([1, 2, 3, 4])
    expect(await seqs({ user: log.user, channel: 'wecom-kf' })).toEqual([4])
    expect(await seqs({ channel: 'web' })).toEqual([1, 2, 3])
    expect(await seqs({ conversation: other.conversationId })).toEqual([4])
    expect(await seqs({ case: log.caseId })).toEqual([1, 2, 3])
    expect(await seqs({ case: log.caseId, user: log.user, after: '1', limit: 1 })).toEqual([2])
    expect(await seqs({ user: 'nobody' })).toEqual([])
    expect(await seqs({ communityIds: ['cm-other'] })).toEqual([])
  })

  test('does not say which messages belong to an anonymous case', async () => {
    const talk = await givenTalk(test$.db)
    const filed = await test$.db.tx((tx) =>
      openCase(tx, repair(talk, { kind: 'complaint', anonymous: true, exchangeIds: talk.exchangeIds })),
    )

    expect((await listExchanges(test$.db, { case: filed.id })).items).toEqual([])
    expect((await listExchanges(test$.db, { user: talk.user })).items.map(({ caseIds }) => caseIds)).toEqual([[]])
  })

  test('hands out no cursor beyond a message that is numbered but not committed', async () => {
    let commit = () => {}
    const held = new Promise<void>((resolve) => (commit = resolve))
    const [early, late] = [await givenTalk(test$.db), await givenTalk(test$.db)]
    const say = (talk: GivenTalk, text: string, wait?: Promise<void>, said?: () => void) =>
      test$.db.tx(async (tx) => {
        const channel = { shape: (content: { type: 'text'; text: string }) => [content], delivers: false }
        await saySomething(tx, {
          conversationId: talk.conversationId,
          content: { type: 'text', text },
          author: 'staff',
          at: AT,
          channel: channel as never,
        })
        said?.()
        await wait
      })
    let writing: Promise<void> | undefined
    await new Promise<void>((resolve) => (writing = say(early, '先写后交', held, resolve)))
    for (const text of ['一', '二', '三']) await say(late, text)

    const first = await listExchanges(test$.db, { limit: 3 })
    commit()
    await writing
    const rest = await listExchanges(test$.db, { after: first.next ?? '0' })

    expect([...first.items, ...rest.items].map(({ text }) => text)).toEqual([
      '您好',
      '您好',
      '先写后交',
      '一',
      '二',
      '三',
    ])
  })
})

describe('verifying', () => {
  test('counts every message of a sound log, and its head moves with each', async () => {
    await givenLog()
    const before = await verifyLog(test$.db)
    await givenLog()
    const after = await verifyLog(test$.db)

    expect(before).toEqual({ ok: true, count: 3, head: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(after).toMatchObject({ ok: true, count: 6 })
    expect(after).not.toMatchObject({ head: (before as { head: string }).head })
  })

  test('an empty log is sound', async () => {
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true, count: 0 })
  })

  test('a body with nested objects, numbers and emoji survives the round trip', async () => {
    await givenLog(['😀 \\ " 漏水\n第二行', 'é ﬁ ＡＢ'])

    expect(await verifyLog(test$.db)).toMatchObject({ ok: true })
  })

  const second = '(select id from exchange where seq = 2)'
  const answer = '(select id from exchange where seq = 3)'
  test.each([
    ['one letter of the words', `update exchange_content set text = '3栋1单元1203' where exchange_id = ${second}`, 2],
    ['the body', `update exchange_content set body = body || '{"more": 1}' where exchange_id = ${second}`, 2],
    ['the salt', `update exchange_content set salt = 'x' where exchange_id = ${second}`, 2],
    ['the content’s hash', `update exchange set content_hash = repeat('0', 64) where seq = 2`, 2],
    ['a hash', `update exchange set hash = overlay(hash placing 'z' from 5) where seq = 2`, 2],
    ['a link to the one before', `update exchange set prev_hash = '' where seq = 2`, 2],
    ['the author', `update exchange set author = 'bot' where seq = 2`, 2],
    ['the time', `update exchange set at = at + interval '1 ms' where seq = 2`, 2],
    ['when it was received', `update exchange set received_at = received_at + interval '1 s' where seq = 2`, 2],
    ['how it was delivered', `update exchange set delivery = 'failed' where seq = 3`, 3],
    ['how a message fared that never changed', `update exchange set delivery = 'sent' where seq = 2`, 2],
    ['why it was not delivered', `update exchange set delivery_reason = 'x' where seq = 3`, 3],
    ['the vendor’s id', `update exchange set source_id = 'msg-78' where seq = 3`, 3],
    ['the sources of an answer', `update exchange set sources = '[{"article": "a", "version": 1}]' where seq = 3`, 3],
    ['what was understood', `update exchange set understanding = '{"intent": "faq"}' where seq = 2`, 2],
    [
      'what was understood, in the chain as well',
      `update exchange_change set value = '{"intent": "faq"}' where exchange_id = ${second} and kind = 'understanding'`,
      2,
    ],
    [
      'the time of a change',
      `update exchange_change set at = at + interval '1 s' where exchange_id = ${answer} and kind = 'case'`,
      3,
    ],
    ['a recall that nobody asked for', `update exchange set recalled_at = at where seq = 2`, 2],
    ['a link to a case taken away', `delete from case_exchange where exchange_id = ${second}`, 2],
    ['words taken away without a word', `delete from exchange_content where exchange_id = ${second}`, 2],
    [
      'words erased without a link of the chain',
      `update exchange_content set text = '', body = '{}', salt = '', erased_at = now() where exchange_id = ${second}`,
      2,
    ],
    ['a message deleted', `delete from exchange where seq = 2`, 3],
    ['the last change deleted', `delete from exchange_change where link = (select max(link) from exchange_change)`, 3],
    ['the end of a conversation', `update conversation set head_hash = repeat('0', 64)`, 3],
  ])('finds a change of %s', async (_what, sql, brokenAt) => {
    await givenLog()

    await tamper(sql)

    expect(await verifyLog(test$.db)).toEqual({ ok: false, brokenAt })
  })

  test('names the message in the right conversation among many', async () => {
    for (let i = 0; i < 5; i++) await givenLog()

    await tamper(`update exchange_content set text = 'x' where exchange_id = (select id from exchange where seq = 8)`)

    expect(await verifyLog(test$.db)).toEqual({ ok: false, brokenAt: 8 })
  })

  test('is exact while the log grows', async () => {
    for (let i = 0; i < 3; i++) await givenLog()
    const growing = Promise.all(Array.from({ length: 6 }, () => givenTalk(test$.db, { says: ['一', '二', '三'] })))

    const verdicts = [await verifyLog(test$.db), await verifyLog(test$.db)]
    await growing

    for (const verdict of verdicts) expect(verdict.ok).toBe(true)
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true, count: 27 })
  })
})

describe('the root of a day', () => {
  const root = (day: string) => test$.db.tx((tx) => makeDailyRoot(tx, day, AT))

  test('is made once a day, over what moved since the last', async () => {
    await givenLog()
    const first = await root('2026-11-21')
    const again = await root('2026-11-21')
    const still = await givenTalk(test$.db)
    const second = await root('2026-11-22')

    expect(again).toBe(first)
    expect(second).not.toBe(first)
    expect(
      await test$.db.query('heads', `select conversation_id from chain_root_head where day = '2026-11-22'`),
    ).toEqual([{ conversation_id: still.conversationId }])
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true })
  })

  test('is made once when two processes reach midnight together', async () => {
    await givenLog()

    const roots = await Promise.all([root('2026-11-21'), root('2026-11-21'), root('2026-11-21')])

    expect(new Set(roots).size).toBe(1)
  })

  test('notices a conversation that was cut short and mended at its end', async () => {
    const log = await givenLog()
    await root('2026-11-21')

    await tamper(`delete from exchange_change where link > 2`)
    await tamper(`delete from case_exchange`)
    await tamper(`delete from exchange_content where exchange_id = $1`, [log.answerId])
    await tamper(`delete from exchange where seq = 3`)
    await tamper(`update exchange set understanding = null`)
    await tamper(`update conversation set links = 2, head_hash = (select hash from exchange where seq = 2)`)

    expect(await verifyLog(test$.db)).toEqual({ ok: false, brokenAt: 2 })
    await tamper('delete from chain_root_head')
    expect(await verifyLog(test$.db)).toEqual({ ok: false, brokenAt: 0 })
    await tamper('delete from chain_root')
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true, count: 2 })
  })

  test('notices a root that was rewritten', async () => {
    await givenLog()
    await root('2026-11-21')

    await tamper(`update chain_root set root = repeat('0', 64)`)

    expect(await verifyLog(test$.db)).toEqual({ ok: false, brokenAt: 0 })
  })
})

describe('erasing', () => {
  const everywhere = async (): Promise<string> => {
    const rows = await test$.db.query(
      'everything',
      `select (select jsonb_agg(to_jsonb(x)) from exchange_content x) as contents, (select jsonb_agg(to_jsonb(e)) from exchange e) as log,
              (select jsonb_agg(to_jsonb(c)) from exchange_change c) as changes, (select jsonb_agg(to_jsonb(i)) from inbox i) as inbox,
              (select jsonb_agg(to_jsonb(o)) from outbox o) as outbox, (select jsonb_agg(to_jsonb(u)) from unanswered u) as unanswered`,
    )
    return JSON.stringify(rows)
  }

  test('takes one message’s words and the understanding that quotes them; the chain still verifies', async () => {
    const log = await givenLog()
    await test$.db.query(
      'asked',
      `insert into unanswered (id, conversation_id, query, normal, at, reason) values ('u1', $1, '3栋1单元1202', '3栋1单元1202', $2, 'unsure')`,
      [log.conversationId, AT],
    )

    const erased = await test$.db.tx((tx) => eraseWords(tx, { exchangeId: log.exchangeIds[1]!, by: 'owner', at: AT }))
    const again = await test$.db.tx((tx) => eraseWords(tx, { exchangeId: log.exchangeIds[1]!, by: 'owner', at: AT }))

    expect([erased, again]).toEqual([true, false])
    expect(await everywhere()).not.toContain('单元1202')
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true, count: 3 })
    const item = (await listExchanges(test$.db, { after: '1', limit: 1 })).items[0]
    expect(item).toMatchObject({ text: '', understanding: null, recalledAt: AT, erasedAt: AT })
  })

  test('takes everything said with one person, and nobody else’s', async () => {
    const log = await givenLog()
    const other = await givenTalk(test$.db, { says: ['别人的话'] })
    await test$.db.query('delivered', `update outbox set status = 'sent'`)

    const done = await test$.db.tx((tx) => erasePersonsWords(tx, log.personId, { by: 'admin', at: AT }))

    expect(done).toEqual({ erased: 3, held: 0 })
    const words = await everywhere()
    for (const gone of ['厨房漏水', '单元1202', '师傅10:30']) expect(words).not.toContain(gone)
    expect(words).toContain('别人的话')
    expect((await listExchanges(test$.db, { user: other.user })).items).toHaveLength(1)
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true, count: 4 })
  })

  test('holds back what a running complaint needs, until it is over', async () => {
    const talk = await givenTalk(test$.db, { says: ['保安骂人', '谢谢'] })
    const filed = await test$.db.tx((tx) =>
      openCase(tx, repair(talk, { kind: 'complaint', exchangeIds: [talk.exchangeIds[0]!] })),
    )
    const erase = () => test$.db.tx((tx) => erasePersonsWords(tx, talk.personId, { by: 'admin', at: AT }))

    expect(await erase()).toEqual({ erased: 1, held: 1 })
    await test$.db.tx((tx) => actOnCase(tx, filed.id, { action: 'cancel', by: 'owner', at: AT }))
    expect(await erase()).toEqual({ erased: 1, held: 0 })
    expect(await verifyLog(test$.db)).toMatchObject({ ok: true })
  })

  test('words put back after they were erased are noticed', async () => {
    const log = await givenLog()
    await test$.db.tx((tx) =>
      eraseWords(tx, { exchangeId: log.exchangeIds[1]!, reason: 'request', by: 'admin', at: AT }),
    )

    await tamper(`update exchange_content set text = '编的', erased_at = null where exchange_id = $1`, [
      log.exchangeIds[1],
    ])

    expect(await verifyLog(test$.db)).toEqual({ ok: false, brokenAt: 2 })
  })
})
