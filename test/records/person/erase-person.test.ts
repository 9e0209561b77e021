import { forgetAtDoors, forgetOld } from '../../../src/app/forget'
import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import { ManualClock } from '../../../src/platform/clock'
import type { Db } from '../../../src/platform/database/db'
import { conversationIdOf, createInbox } from '../../../src/queue/inbox'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { joinCase } from '../../../src/records/case/join-case'
import { openCase } from '../../../src/records/case/open-case'
import { getCase } from '../../../src/records/case/read-case'
import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { OUTSIDE_ENABLED } from '../../../src/records/outside-event'
import { writeSetting } from '../../../src/records/setting'
import { verifyLog } from '../../../src/records/exchange/verify-log'
import { claimPerson } from '../../../src/records/person/claim-person'
import { giveConsent, PROFILE_PURPOSE } from '../../../src/records/person/consent'
import { erasePerson } from '../../../src/records/person/erase-person'
import { exportPerson } from '../../../src/records/person/export-person'
import { findPeople } from '../../../src/records/person/find-people'
import { endRatingChain, startRatingChain } from '../../../src/records/rating/rating-chain'
import { recordSpotCheck } from '../../../src/records/report/spot-check-result'
import { createTestDatabase } from '../../support/database'
import { AT, ZONE, givenCommunity, givenTalk, repair, type GivenTalk } from '../given'

const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('what is kept about one person', () => {
  let db: Db
  let close: () => Promise<void>
  let communityId: string
  beforeAll(async () => {
    ;({ db, close } = await createTestDatabase())
    communityId = await givenCommunity(db)
  })
  afterAll(() => close())

  const files = () => createDatabaseFiles({ db, clock: new ManualClock(AT) })
  const erase = (personId: string) =>
    db.tx((tx) => erasePerson(tx, personId, { by: '管理员', at: AT, elsewhere: forgetAtDoors }))

  /** Somebody with a name, a phone, a home and a photo, who asked for a repair. */
  let rooms = 1201
  async function givenOwner(name: string, phone: string): Promise<{ talk: GivenTalk; caseId: string; fileId: string }> {
    const room = String(++rooms)
    const talk = await givenTalk(db, {
      channel: 'wecom-kf',
      account: 'wk1',
      says: [`我是${name}，厨房漏水`, `电话${phone}`],
    })
    await db.tx((tx) =>
      claimPerson(tx, talk.personId, {
        name,
        phone,
        home: { building: '3', unit: '1', room },
        communityId,
        at: AT,
      }),
    )
    await db.query('nickname', 'update identity set nickname = $2 where person_id = $1', [talk.personId, `昵称${name}`])
    await db.query('kf-owner', 'insert into kf_owner (open_kfid, external_userid, nickname) values ($1, $2, $3)', [
      'wk1',
      talk.user,
      `昵称${name}`,
    ])
    const photo = await files().put({ bytes: PHOTO, name: 'photo.png' })
    const inbox = createInbox({ db, clock: new ManualClock(AT), pace: () => ({ settleMs: 0, answerMs: 0 }) })
    const id = `photo-of-${talk.user}`
    await inbox.accept([
      {
        message: {
          ...{ id, sourceId: id, channel: 'wecom-kf', account: 'wk1', user: talk.user, at: AT },
          content: { kind: 'image', attachment: { kind: 'image', fileId: photo.id } },
        },
        author: 'owner',
        direction: 'in',
        turn: true,
      },
    ])
    const opened = await db.tx((tx) =>
      openCase(
        tx,
        repair(talk, {
          communityId,
          summary: `${name}家厨房漏水`,
          contact: { name, phone },
          location: { building: '3', unit: '1', room },
          channel: 'wecom-kf',
        }),
      ),
    )
    await db.query('state', `update conversation set state = '{"draft": {"name": "x"}}' where id = $1`, [
      talk.conversationId,
    ])
    return { talk, caseId: opened.id, fileId: photo.id }
  }

  /** Every cell of the database that still has these words in it. */
  async function placesOf(words: string): Promise<string[]> {
    const tables = await db.query<{ name: string }>(
      'tables',
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and c.relkind = 'r' order by 1`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      const rows = await db.query(`scan-${name}`, `select 1 from "${name}" t where strpos(t::text, $1) > 0 limit 1`, [
        words,
      ])
      if (rows.length > 0) found.push(name)
    }
    return found
  }

  it('is found by name, phone, nickname and case number, within one’s own communities', async () => {
    const { talk, caseId } = await givenOwner('尉迟敏', '13900001234')
    const [{ number }] = (await db.query<{ number: string }>('number', 'select number from cases where id = $1', [
      caseId,
    ])) as [{ number: string }]
    for (const find of ['迟敏', '13900001234', '昵称尉迟敏', number.toLowerCase(), talk.user]) {
      const found = await findPeople(db, { find, communityIds: null })
      expect(found.map(({ id }) => id)).toEqual([talk.personId])
      expect(found[0]).toMatchObject({ homes: ['3-1-1202'], openCases: 1, messages: 3 })
    }
    expect(await findPeople(db, { find: '1390000', communityIds: null })).toEqual([])
    expect(await findPeople(db, { find: '尉迟敏', communityIds: ['cm-elsewhere'] })).toEqual([])
    expect(await findPeople(db, { find: '尉迟敏', communityIds: [communityId] })).toHaveLength(1)
  })

  it('is given out whole', async () => {
    const { talk } = await givenOwner('欧阳静', '13900002345')
    const given = JSON.stringify(await exportPerson(db, talk.personId))
    for (const words of ['欧阳静', '13900002345', '厨房漏水', String(rooms), '昵称欧阳静', 'BX-'])
      expect(given).toContain(words)
    expect(await exportPerson(db, 'ps_nobody')).toBeNull()
  })

  it('keeps name and phone while a case is open, and is gone from every table once it is over', async () => {
    const { talk, caseId, fileId } = await givenOwner('司马蕊', '13900003456')
    expect(await erase(talk.personId)).toMatchObject({ erased: 3, held: 0, openCases: 1 })
    expect(await files().get(fileId)).toBeUndefined()
    expect((await findPeople(db, { find: '司马蕊', communityIds: null }))[0]).toMatchObject({
      phone: '13900003456',
      erasedAt: null,
    })

    await db.tx((tx) =>
      actOnCase(tx, caseId, { action: 'cancel', by: '徐静', note: '司马蕊来电取消', at: AT, zone: ZONE }),
    )
    const check = { day: '2026-11-21', caseId, verdict: 'wrong', note: '司马蕊说没人上门', by: '徐静', at: AT } as const
    await db.tx((tx) => recordSpotCheck(tx, check))
    const rated = { ...(await getCase(db, caseId)), conversationId: talk.conversationId }
    await db.tx((tx) => startRatingChain(tx, rated, { score: 2, at: AT }))
    await db.tx((tx) => endRatingChain(tx, { caseId }, { by: '何敏', note: '已向司马蕊当面致歉', at: AT }))
    // What others are still to be told of the case is theirs, and goes out first.
    await db.query('told', `update outbox set status = 'sent', body = '{}' where conversation_id = $1`, [
      talk.conversationId,
    ])
    await db.query('told-jobs', `update job set status = 'done'`)
    await db.query('told-outside', 'delete from outside_event where conversation_id = $1', [talk.conversationId])
    expect(await erase(talk.personId)).toMatchObject({ openCases: 0 })
    expect(await placesOf('司马蕊')).toEqual([])
    expect(await placesOf('13900003456')).toEqual([])
    // Their home, as the key by which a second report would join.
    expect(await placesOf(`|3|1|${rooms}`)).toEqual([])
    expect(await findPeople(db, { find: talk.user, communityIds: null })).toMatchObject([{ name: null, homes: [] }])
    expect((await verifyLog(db)).ok).toBe(true)
  })

  it('keeps nothing of whoever is erased but what they agree to anew', async () => {
    const { talk, caseId } = await givenOwner('皇甫嵩', '13900004567')
    await db.tx((tx) => actOnCase(tx, caseId, { action: 'cancel', by: '徐静', note: '业主取消', at: AT, zone: ZONE }))
    expect(await erase(talk.personId)).toMatchObject({ openCases: 0 })
    const home = { building: '5', unit: '2', room: '801' }
    const claim = () =>
      db.tx((tx) => claimPerson(tx, talk.personId, { name: '皇甫', phone: '13900004568', home, communityId, at: AT }))
    const known = async () => (await findPeople(db, { find: talk.user, communityIds: null }))[0]

    await claim()
    expect(await known()).toMatchObject({ name: null, phone: null, homes: [], erasedAt: AT })

    const consent = { personId: talk.personId, purpose: PROFILE_PURPOSE, source: 'chat:ex_1', at: AT }
    await db.tx((tx) => giveConsent(tx, consent))
    await claim()
    expect(await known()).toMatchObject({ name: '皇甫', phone: '13900004568', homes: ['5-2-801'], erasedAt: null })

    await erase(talk.personId)
    expect(await known()).toMatchObject({ name: null, phone: null, homes: [], erasedAt: AT })
  })

  it('shows and counts a case that somebody else told first', async () => {
    const { talk, caseId } = await givenOwner('东方朔', '13900007890')
    const other = await givenTalk(db, { user: 'joins', says: ['我家楼上漏水'] })
    await db.query(
      'joins',
      `insert into case_reporter (case_id, channel, user_id, person_id, at) values ($1, 'web', 'joins', $2, $3)`,
      [caseId, other.personId, AT],
    )
    const given = await exportPerson(db, other.personId)
    expect([given?.cases, given?.joined]).toMatchObject([[], [{ kind: 'repair' }]])
    // The other's name, phone and home are the other's.
    for (const words of ['东方朔', '13900007890']) expect(JSON.stringify(given)).not.toContain(words)
    expect(await erase(other.personId)).toMatchObject({ openCases: 1 })
    expect((await findPeople(db, { find: 'joins', communityIds: null }))[0]).toMatchObject({ openCases: 1 })
    expect((await findPeople(db, { find: talk.user, communityIds: null }))[0]).toMatchObject({ name: '东方朔' })
  })

  it('erases the words with which somebody joined a case of others, and what was asked in one breath', async () => {
    const { talk, caseId } = await givenOwner('令狐冲', '13900008901')
    const other = await givenTalk(db, { user: 'joins-too', says: ['我是田伯光', '也漏水'] })
    await db.tx((tx) =>
      joinCase(
        tx,
        caseId,
        repair(other, { communityId, summary: '田伯光家也漏水', at: new Date(AT.getTime() + 60_000) }),
      ),
    )
    const again = { communityId, summary: '田伯光再问一次', exchangeIds: other.exchangeIds, at: AT }
    await db.tx((tx) => joinCase(tx, caseId, repair(other, again)))
    await recordUnanswered(db, {
      ...{ query: '我是田伯光。也漏水', communityId, conversationId: other.conversationId, personId: other.personId },
      ...{ reason: 'no_article', at: AT },
    })
    await db.tx((tx) => actOnCase(tx, caseId, { action: 'cancel', by: '徐静', note: '已修好', at: AT, zone: ZONE }))
    await db.query('told-others', `update job set status = 'done'`)

    expect((await exportPerson(db, other.personId))?.joined).toMatchObject([
      { words: '田伯光家也漏水\n田伯光再问一次' },
    ])
    await erase(other.personId)

    const left = (await placesOf('田伯光')).filter((table) => table !== 'job' && table !== 'outside_event')
    expect(left).toEqual([])
    expect((await exportPerson(db, talk.personId))?.cases).toMatchObject([{ summary: '令狐冲家厨房漏水' }])
  })

  it('leaves nothing with what the outside complaint system was told, or did not take', async () => {
    await writeSetting(db, { scope: '', key: OUTSIDE_ENABLED, value: true, by: 'test', at: AT })
    const { talk, caseId } = await givenOwner('夏侯惇', '13900009123')
    await writeSetting(db, { scope: '', key: OUTSIDE_ENABLED, value: false, by: 'test', at: AT })
    const told = `from outside_event where conversation_id = '${talk.conversationId}' and type = 'case'`
    expect(await db.query('told-of-case', `select 1 ${told} and data::text like '%夏侯惇%'`)).toHaveLength(1)
    await db.query('took-it', `update outside_event set status = 'sent' where id in (select id ${told})`)
    expect(await db.query('told-of-case', `select 1 ${told} and data::text like '%夏侯惇%'`)).toEqual([])

    await db.query(
      'did-not-take',
      `update outside_event set status = 'resting', data = '{"summary": "夏侯惇家"}' where id in (select id ${told})`,
    )
    await db.tx((tx) => actOnCase(tx, caseId, { action: 'cancel', by: '徐静', note: '修好了', at: AT, zone: ZONE }))
    await erase(talk.personId)
    expect(await placesOf('夏侯惇家')).toEqual([])
  })

  it('gives out neither an anonymous case nor a complaint to whom it is about', async () => {
    const { talk } = await givenOwner('独孤求败', '13900009012')
    const complaint = (facts: object) =>
      db.tx((tx) =>
        openCase(
          tx,
          repair(talk, { communityId, kind: 'complaint', category: '服务态度', sameMatter: null, ...facts }),
        ),
      )
    await complaint({ summary: '匿名说的事', anonymous: true })
    await complaint({ summary: '经理不理人', aboutStaff: ['st-manager'] })
    const casesFor = async (by: string | null) => JSON.stringify((await exportPerson(db, talk.personId, by))?.cases)

    expect(await casesFor('st-manager')).not.toMatch(/匿名说的事|经理不理人/)
    expect(await casesFor('st-other')).toMatch(/经理不理人/)
    expect(await casesFor('st-other')).not.toMatch(/匿名说的事/)
  })

  it('leaves everybody else as they were', async () => {
    const [gone, stays] = [await givenOwner('诸葛亮亮', '13900004567'), await givenOwner('诸葛明明', '13900005678')]
    const before = JSON.stringify(await exportPerson(db, stays.talk.personId))
    await erase(gone.talk.personId)
    expect(JSON.stringify(await exportPerson(db, stays.talk.personId))).toBe(before)
    expect(await files().get(stays.fileId)).toBeDefined()
  })

  it('makes a turn that is thinking look again, so that it does not bring back what was forgotten', async () => {
    const { talk } = await givenOwner('上官云', '13900006789')
    const genOf = async () =>
      (
        await db.query<{ gen: string }>('gen', `select gen from ready where lane = 'turn' and conversation_id = $1`, [
          conversationIdOf({ channel: 'wecom-kf', account: 'wk1', user: talk.user }),
        ])
      )[0]!.gen
    const before = await genOf()
    await erase(talk.personId)
    expect(Number(await genOf())).toBe(Number(before) + 1)
  })

  it('forgets after a month what was kept only to be delivered', async () => {
    const old = new Date(AT.getTime() - 31 * 24 * 3600_000)
    for (const [id, at] of [
      ['old', old],
      ['new', AT],
    ] as const) {
      await db.query(
        'alert',
        `insert into group_alert (id, text, status, due_at, created_at) values ($1, '警情', 'sent', $2, $2)`,
        [id, at],
      )
      await db.query(
        'stray',
        `insert into aibot_stray (id, bot_id, item, reason, at) values ($1, 'bot', '{}', 'nobody', $2)`,
        [id, at],
      )
      await db.query('request', `insert into request (route, id, reference, at) values ('cases.act', $1, '', $2)`, [
        id,
        at,
      ])
    }
    await db.tx((tx) => forgetOld(tx, AT))
    const left = async (table: string) =>
      (await db.query<{ id: string }>(`left-${table}`, `select id from ${table}`)).map(({ id }) => id)
    expect(await left('group_alert')).toEqual(['new'])
    expect(await left('aibot_stray')).toEqual(['new'])
    expect(await left('request')).toEqual(['new'])
  })
})
