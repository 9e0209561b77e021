import { ArticleDetail, GateAnswer, GoldenList, ReviewList } from '../../../src/console/contract/knowledge-desk'
import { hashPassword } from '../../../src/console/api/access/password'
import { createArticleLoader } from '../../../src/knowledge/articles/article-loader'
import { createPublishGate } from '../../../src/knowledge/golden-set/publish-gate'
import { seedGolden } from '../../../src/knowledge/golden-set/golden-question'
import { startLiveIndex } from '../../../src/knowledge/live-index'
import { emptyThesaurus } from '../../../src/knowledge/thesaurus'
import { openSignals } from '../../../src/platform/signals/signals'
import { startSchedule } from '../../../src/queue/schedule'
import { wakerOf } from '../../../src/queue/wakers'
import { publishScheduled } from '../../../src/tasks/publish-scheduled'
import { ensureCommunity } from '../../../src/records/community/community'
import { AT } from '../../records/given'
import { BEARER, givenServer, type GivenServer } from '../given-server'

const ARTICLES = '/console/knowledge/articles'
const FEE = {
  question: '物业费怎么收',
  similar: ['物业费多少钱一平', '物业管理费的标准', '每平方收多少物业费', '物业费价格'],
  answer: '每平方米每月2.5元。',
  topic: '收费',
  validFrom: null,
  validTo: null,
  source: '合同',
  supersededBy: null,
  communityId: null,
}
const QUESTIONS = ['物业费多少钱一平', '物业费价格是多少']

describe('the way of an article from draft to the owners', () => {
  let server: GivenServer
  type Session = Awaited<ReturnType<GivenServer['signIn']>>
  let writer: Session
  let reviewer: Session
  let admin: Session
  const as = (session: Session) => (method: string, path: string, body?: unknown) =>
    server.call(method, path, body, method === 'GET' ? session.reading : session.writing)
  const write = (path: string, body: unknown, session = writer) => as(session)('POST', path, body)
  const search = async (query: string) =>
    (await server.call('POST', '/api/v1/knowledge/search', { query })).json as {
      answered: boolean
      hits: { answer: string }[]
    }

  beforeAll(async () => {
    server = await givenServer()
    const hash = await hashPassword('pw')
    for (const [id, role] of [
      ['writer', 'editor'],
      ['reviewer', 'editor'],
      ['chief', 'administrator'],
    ])
      await server.db.query(
        'given-account',
        'insert into console_account (id, name, password_hash, role, created_at) values ($1, $1, $2, $3, $4)',
        [id, hash, role, AT],
      )
    writer = await server.signIn('writer', 'pw')
    reviewer = await server.signIn('reviewer', 'pw')
    admin = await server.signIn('chief', 'pw')
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    await server.db.query('no-golden', 'delete from golden_question')
    await server.db.query(
      'no-articles',
      'update article set removed_at = $1, key = key || id, revision = (select value from article_revision) + 1',
      [AT],
    )
    await server.db.query('no-articles-revision', 'update article_revision set value = value + 1')
  })

  /** An article that answers, with two golden questions for it. */
  async function givenFee(): Promise<ArticleDetail> {
    const made = await server.call('POST', '/api/v1/knowledge/entries', {
      ...FEE,
      communityId: undefined,
      supersededBy: undefined,
    })
    for (const query of QUESTIONS)
      expect(
        (await write('/console/knowledge/golden', { query, communityId: null, articleId: made.json.id, answerHas: '' }))
          .status,
      ).toBe(200)
    return (await as(writer)('GET', `${ARTICLES}/${made.json.id}`)).json
  }
  async function submitted(article: ArticleDetail, change: object): Promise<number> {
    const base = article.versions[0]!.version
    const saved = await as(writer)('PUT', `${ARTICLES}/${article.id}`, { ...FEE, ...change, base })
    expect(saved.status).toBe(200)
    const { version } = ArticleDetail.parse(saved.json).versions[0]!
    expect((await write(`${ARTICLES}/${article.id}/submit`, { version })).status).toBe(200)
    return version
  }

  it('keeps a draft from owners until another person publishes it', async () => {
    const article = await givenFee()
    const version = await submitted(article, { answer: '每平方米每月2.8元。' })

    const own = await write(`${ARTICLES}/${article.id}/publish`, { version })
    const before = await search('物业费怎么收')
    const queue = ReviewList.parse((await as(reviewer)('GET', '/console/knowledge/reviews')).json)
    const released = await write(`${ARTICLES}/${article.id}/publish`, { version }, reviewer)
    const after = await search('物业费怎么收')

    expect([own.status, own.json.error.code]).toEqual([409, 'own_version'])
    expect(before.hits[0]!.answer).toBe('每平方米每月2.5元。')
    expect(queue.items).toMatchObject([{ id: article.id, version, review: 'yes' }])
    expect(released.json).toMatchObject({ publishedVersion: version })
    expect(after.hits[0]!.answer).toBe('每平方米每月2.8元。')
  })

  it('refuses a change that answers golden questions worse and names them, until an administrator says why', async () => {
    const article = await givenFee()
    const version = await submitted(article, { question: '会所几点开门', similar: [], answer: '早上八点。' })
    const path = `${ARTICLES}/${article.id}/publish`

    const refused = await write(path, { version }, reviewer)
    const notAllowed = await write(path, { version, override: '我觉得可以' }, reviewer)
    const still = await search('物业费多少钱一平')
    const overridden = await write(path, { version, override: '物业费改到小程序里查' }, admin)

    expect([refused.status, refused.json.error.code]).toEqual([409, 'golden_worse'])
    const report = GateAnswer.parse(refused.json.error.details)
    expect(report.worse.map(({ query }) => query).sort()).toEqual([...QUESTIONS].sort())
    expect(report.worse[0]).toMatchObject({
      before: { verdict: 'right', answeredBy: FEE.question },
      after: { verdict: 'missed' },
    })
    expect([notAllowed.status, notAllowed.json.error.code]).toEqual([409, 'override_not_allowed'])
    expect(still.hits[0]!.answer).toBe(FEE.answer)
    expect(overridden.status).toBe(200)
    const [noted] = await server.db.query(
      'audit-of-override',
      `select facts from audit where act = 'article.publish' and target = $1`,
      [article.id],
    )
    expect(noted!.facts).toMatchObject({ override: '物业费改到小程序里查', worse: 2 })
  })

  it('keeps an editor of some communities to those, on the REST paths and with golden questions too', async () => {
    const [own, other] = await Promise.all(['自家小区', '别家小区'].map((name) => ensureCommunity(server.db, name, AT)))
    await server.db.query(
      'given-account-of-own',
      `insert into console_account (id, name, password_hash, role, created_at)
       select 'local', 'local', password_hash, role, created_at from console_account where id = 'writer' on conflict do nothing`,
    )
    await server.db.query(
      'given-own-community',
      `insert into console_account_community (account_id, community_id) values ('local', $1) on conflict do nothing`,
      [own!.id],
    )
    const local = await server.signIn('local', 'pw')
    const entry = (community: string) => ({ question: `${community}几点开门`, answer: '八点。', community })
    const theirs = await server.call('POST', '/api/v1/knowledge/entries', entry('别家小区'))
    const ours = await write('/api/v1/knowledge/entries', entry('自家小区'), local)
    const put = (id: string, body: object) => as(local)('PUT', `/api/v1/knowledge/entries/${id}`, body)
    expect([
      ours.status,
      (await write('/api/v1/knowledge/entries', { ...entry('别家小区'), question: '又一个' }, local)).status,
      (await put(theirs.json.id, { answer: '九点。' })).status,
      (await put(ours.json.id, { community: '别家小区' })).status,
      (await put(ours.json.id, { answer: '九点。' })).status,
    ]).toEqual([201, 404, 404, 404, 200])

    const file = ['自家小区', '别家小区', '没人知道的小区']
      .map((community) => JSON.stringify({ question: `${community}周末开吗`, answer: '开。', community }))
      .join('\n')
    for (const preview of ['true', 'false']) {
      const answer = await fetch(`${server.url}/api/v1/knowledge/import?preview=${preview}`, {
        method: 'POST',
        headers: { ...local.writing, 'x-filename': 'answers.jsonl', 'content-type': 'application/octet-stream' },
        body: file,
      })
      const report = (await answer.json()) as { created: number; errors: { row: number }[] }
      expect([report.created, report.errors.map(({ row }) => row)]).toEqual([1, [2, 3]])
    }
    const drafts = {
      name: '手册.docx',
      topic: '',
      drafts: [{ question: '几点关门', answer: '九点。', source: '手册' }],
    }
    const kept = await write('/api/v1/knowledge/documents/drafts', { ...drafts, community: '别家小区' }, local)
    expect([kept.json.created, kept.json.errors.length]).toEqual([0, 1])

    const golden = { query: '别家几点开门', communityId: other!.id, articleId: theirs.json.id, answerHas: '' }
    const { items } = (await write('/console/knowledge/golden', golden)).json as GoldenList
    const question = `/console/knowledge/golden/${items.find(({ query }) => query === golden.query)!.id}`
    expect((await as(local)('DELETE', question)).status).toBe(404)
    expect((await as(writer)('DELETE', question)).status).toBe(204)
  })

  it('leaves an answer with its community while a draft of it is written by the REST path', async () => {
    const community = await ensureCommunity(server.db, '搬不走的小区', AT)
    const { json: entry } = await server.call('POST', '/api/v1/knowledge/entries', {
      ...{ question: '会所几点开门', answer: '十点。', community: '搬不走的小区' },
    })

    const moved = await as(writer)('PUT', `/api/v1/knowledge/entries/${entry.id}`, { community: null })

    expect([moved.status, moved.json.error.code]).toEqual([409, 'entry_community'])
    const rows = await server.db.query('community-of-entry', 'select community_id from article where id = $1', [
      entry.id,
    ])
    expect(rows).toEqual([{ community_id: community.id }])
  })

  it('changes no words under review by the REST path either', async () => {
    const article = await givenFee()
    await submitted(article, { answer: '每平方米每月2.8元。' })

    const changed = await as(writer)('PUT', `/api/v1/knowledge/entries/${article.id}`, { answer: '不要钱。' })

    expect([changed.status, changed.json.error.code]).toEqual([409, 'version_state'])
  })

  it('holds a price to the words a golden question asks for', async () => {
    const article = await givenFee()
    await write('/console/knowledge/golden', {
      query: '物业费怎么收啊',
      communityId: null,
      articleId: article.id,
      answerHas: '2.5元',
    })
    const version = await submitted(article, { answer: '每平方米每月25元。' })

    const refused = await write(`${ARTICLES}/${article.id}/publish`, { version }, reviewer)

    expect(refused.json.error.details.worse).toMatchObject([{ query: '物业费怎么收啊', after: { verdict: 'lacking' } }])
  })

  it('lets one of two reviewers who publish at once be the one', async () => {
    const article = await givenFee()
    const version = await submitted(article, { answer: '每平方米每月2.6元。' })

    const both = await Promise.all([
      write(`${ARTICLES}/${article.id}/publish`, { version }, reviewer),
      write(`${ARTICLES}/${article.id}/publish`, { version }, admin),
    ])

    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)!.json.error.code).toBe('version_state')
  })

  it('publishes what one import brought together, by another person, all or none', async () => {
    const article = await givenFee()
    const file = (rows: string) =>
      fetch(`${server.url}/api/v1/knowledge/import?filename=${encodeURIComponent('收费.csv')}&submit=true`, {
        method: 'POST',
        headers: { ...writer.writing, 'content-type': 'application/octet-stream' },
        body: `编号,标准问,答案\n${rows}`,
      })
    expect((await file('pool-hours,泳池几点开门,早上九点。\npool-price,泳池多少钱,每次30元。\n')).status).toBe(200)
    const queue = ReviewList.parse((await as(reviewer)('GET', '/console/knowledge/reviews')).json)
    const versions = queue.items.map(({ id, version }) => ({ article: id, version }))
    const bad = await submitted(article, { question: '会所几点开门', similar: [], answer: '早上八点。' })
    const path = '/console/knowledge/reviews/publish'

    const own = await write(path, { versions })
    const withBad = await write(path, { versions: [...versions, { article: article.id, version: bad }] }, reviewer)
    const none = await search('泳池多少钱')
    const done = await write(path, { versions }, reviewer)
    const again = await write(path, { versions }, reviewer)

    expect(queue.items).toMatchObject([
      { note: '导入 收费.csv', by: 'writer' },
      { note: '导入 收费.csv', by: 'writer' },
    ])
    expect([own.status, own.json.error.code]).toEqual([409, 'own_version'])
    expect(withBad.json.error.code).toBe('golden_worse')
    expect(none.answered).toBe(false)
    expect([done.status, done.json]).toEqual([200, { published: 2 }])
    expect((await search('泳池多少钱')).hits[0]!.answer).toBe('每次30元。')
    expect(again.json.error.code).toBe('version_state')
  })

  it('hands in what a document brought with the file, and drafts chosen from the list together, all or none', async () => {
    const draft = (question: string) => ({ question, answer: `${question}，请看公告。`, source: '手册.docx' })
    const keep = (questions: string[], submit: boolean) =>
      write('/api/v1/knowledge/documents/drafts', { name: '手册.docx', drafts: questions.map(draft), submit })
    const waiting = async () =>
      ReviewList.parse((await as(reviewer)('GET', '/console/knowledge/reviews')).json).items.map((one) => [
        one.question,
        one.note,
      ])

    expect((await keep(['健身房几点开', '健身房谁能用'], true)).json).toMatchObject({ created: 2 })
    const handedIn = await waiting()
    expect((await keep(['书吧几点开', '书吧谁能用'], false)).json).toMatchObject({ created: 2 })
    const list = await as(writer)('GET', `${ARTICLES}?status=draft&find=${encodeURIComponent('书吧')}`)
    const versions = list.json.items.map(({ id, version }: { id: string; version: number }) => ({
      article: id,
      version,
    }))
    const path = '/console/knowledge/reviews/submit'
    const bad = await write(path, { versions: [...versions, { article: versions[0].article, version: 7 }] })
    const afterBad = await waiting()
    const done = await write(path, { versions, id: 'once' })
    const again = await write(path, { versions, id: 'once' })
    const late = await write(path, { versions })

    const brought = [
      ['健身房几点开', '导入 手册.docx'],
      ['健身房谁能用', '导入 手册.docx'],
    ]
    expect(handedIn.sort()).toEqual(brought)
    expect([bad.status, bad.json.error.code]).toEqual([409, 'entry_changed'])
    expect(afterBad.sort()).toEqual(brought)
    expect([done.json, again.json]).toEqual([{ submitted: 2 }, { submitted: 2 }])
    expect(late.json.error.code).toBe('version_state')
    expect((await waiting()).map(([question]) => question).sort()).toEqual(
      ['健身房几点开', '健身房谁能用', '书吧几点开', '书吧谁能用'].sort(),
    )
  })

  it('explains and previews only for communities of the one who asks', async () => {
    const { id: communityId } = await server.db.tx((tx) => ensureCommunity(tx, '别的小区', AT))
    await server.db.query(
      'given-narrow-account',
      `insert into console_account (id, name, password_hash, role, created_at)
       select 'narrow', 'narrow', password_hash, 'manager', created_at from console_account where id = 'writer'`,
    )
    const narrow = await server.signIn('narrow', 'pw')

    for (const [path, body] of [
      ['explain', { query: '泳池几点开' }],
      ['preview', { answer: '{{phone.service}}' }],
    ] as const) {
      expect((await write(`/console/knowledge/${path}`, { ...body, communityId }, narrow)).status).toBe(404)
      expect((await write(`/console/knowledge/${path}`, { ...body, communityId: null }, narrow)).status).toBe(200)
      expect((await write(`/console/knowledge/${path}`, { ...body, communityId }, admin)).status).toBe(200)
    }
  })

  it('sends back with a reason, and takes no other way through the states', async () => {
    const article = await givenFee()
    const version = await submitted(article, { answer: '每平方米每月9元。' })
    const act = (name: string, body: object, session = reviewer) =>
      write(`${ARTICLES}/${article.id}/${name}`, body, session)

    expect((await act('return', { version })).json.error.code).toBe('reason')
    expect((await as(writer)('PUT', `${ARTICLES}/${article.id}`, { ...FEE, base: version })).json.error.code).toBe(
      'version_state',
    )
    const back = await act('return', { version, note: '单价和合同不一致' })
    expect((await act('publish', { version })).json.error.code).toBe('version_state')
    expect((await act('publish', { version: version - 1 })).json.error.code).toBe('entry_changed')

    expect(ArticleDetail.parse(back.json).versions[0]!.state).toBe('returned')
    expect(back.json.events[0]).toMatchObject({ act: 'return', note: '单价和合同不一致', by: 'reviewer' })
  })

  it('switches at its time, and not before', async () => {
    const article = await givenFee()
    const version = await submitted(article, { answer: '每平方米每月3元。' })
    const publishAt = new Date(server.clock.now().getTime() + 3600_000)
    const planned = await write(
      `${ARTICLES}/${article.id}/publish`,
      { version, publishAt: publishAt.toISOString() },
      reviewer,
    )
    expect(planned.json.versions[0]).toMatchObject({ state: 'scheduled' })
    const signals = await openSignals()
    const schedule = startSchedule({
      db: server.db,
      clock: server.clock,
      waker: wakerOf(signals),
      handlers: publishScheduled({ ...server.deps.knowledgeDesk, changed: () => {} }),
      byHand: true,
      onError: (error) => {
        throw error
      },
    })

    await schedule.drain()
    const before = await search('物业费怎么收')
    server.clock.advance(3600_000)
    await schedule.drain()
    const after = await search('物业费怎么收')
    await schedule.stop()
    await signals.close()

    expect(before.hits[0]!.answer).toBe(FEE.answer)
    expect(after.hits[0]!.answer).toBe('每平方米每月3元。')
  })

  it('goes back to an old version at once, as a new one', async () => {
    const article = await givenFee()
    const version = await submitted(article, { answer: '每平方米每月4元。' })
    await write(`${ARTICLES}/${article.id}/publish`, { version }, reviewer)

    const back = await write(`${ARTICLES}/${article.id}/rollback`, { version: 1, base: version }, reviewer)

    expect(back.json).toMatchObject({ publishedVersion: version + 1 })
    expect(ArticleDetail.parse(back.json).versions.map(({ answer }) => answer)).toEqual([
      FEE.answer,
      '每平方米每月4元。',
      FEE.answer,
    ])
    expect((await search('物业费怎么收')).hits[0]!.answer).toBe(FEE.answer)
  })

  it('lets another article answer in its place, with the golden questions following', async () => {
    const article = await givenFee()
    const other = await server.call('POST', '/api/v1/knowledge/entries', {
      ...{ question: '物业服务费收费标准', similar: FEE.similar, answer: '高层每平方米每月3.2元。', topic: '收费' },
    })
    const version = await submitted(article, { supersededBy: other.json.id })

    const released = await write(`${ARTICLES}/${article.id}/publish`, { version }, reviewer)

    expect(released.status).toBe(200)
    expect(released.json.superseder).toMatchObject({ id: other.json.id })
    expect((await search('物业费多少钱一平')).hits.map(({ answer }) => answer)).toEqual(['高层每平方米每月3.2元。'])
  })

  it('lets the only administrator publish their own words, and notes it', async () => {
    await server.db.query('close-others', `update console_account set disabled_at = $1 where name <> 'chief'`, [AT])
    try {
      const made = await as(admin)('POST', ARTICLES, { ...FEE, question: '泳池几点开', similar: [] })
      const { id } = made.json
      await as(admin)('POST', `${ARTICLES}/${id}/submit`, { version: 1 })
      const released = await as(admin)('POST', `${ARTICLES}/${id}/publish`, { version: 1 })

      expect(made.json.review).toBe('alone')
      expect(released.status).toBe(200)
      const [noted] = await server.db.query(
        'audit-of-self',
        `select facts from audit where act = 'article.publish' and target = $1`,
        [id],
      )
      expect(noted!.facts).toMatchObject({ selfReviewed: true })
    } finally {
      await server.db.query('open-others', 'update console_account set disabled_at = null')
    }
  })

  it('is the way for people, while a program publishes at once', async () => {
    const body = { question: '健身房在哪', answer: '会所二楼。' }

    const byPerson = await as(writer)('POST', '/api/v1/knowledge/entries', { ...body, publish: true })
    const draft = await as(writer)('POST', '/api/v1/knowledge/entries', body)
    const byProgram = await server.call('POST', '/api/v1/knowledge/entries', { ...body, key: 'gym' }, BEARER)

    expect([byPerson.status, byPerson.json.error.code]).toEqual([409, 'review_needed'])
    expect(draft.json.status).toBe('draft')
    expect(byProgram.json.status).toBe('published')
  })

  it('is known to another process within a second', async () => {
    const loader = createArticleLoader({ db: server.db, defaults: [] })
    const other = await startLiveIndex({
      thesaurus: emptyThesaurus,
      signals: await openSignals(),
      load: (since) => loader.load(since),
      onError: (error) => {
        throw error
      },
    })
    const article = await givenFee()
    const version = await submitted(article, { answer: '每平方米每月2.9元。' })
    await write(`${ARTICLES}/${article.id}/publish`, { version }, reviewer)

    await other.refresh()

    expect(other.index.search('物业费怎么收', { at: AT }).hits[0]!.answer).toBe('每平方米每月2.9元。')
    await other.stop()
  })

  it('runs the golden questions that ship, line by line', async () => {
    const shipped = await server.db.tx((tx) => seedGolden(tx, 'knowledge', AT))
    expect(shipped).toBeGreaterThan(500)
    await givenFee()

    const run = await write('/console/knowledge/golden/run', {})

    const { items } = GoldenList.parse(run.json)
    expect(items).toHaveLength(shipped + QUESTIONS.length)
    expect(items.filter(({ query, result }) => QUESTIONS.includes(query) && result?.verdict === 'right')).toHaveLength(
      2,
    )
  })

  it('tries a change without anybody being answered with it', async () => {
    await givenFee()
    const loader = createArticleLoader({ db: server.db, defaults: [] })
    const gate = createPublishGate({ loader, thesaurus: () => emptyThesaurus, onlyCommunity: async () => null })
    const [fee] = (await loader.load(null)).put

    const report = await gate.tryChange(server.db, { put: [], remove: [fee!.id], touched: [fee!.key] }, AT)
    const again = await gate.run(server.db, AT)

    expect(report).toMatchObject({ refused: true, before: { right: 2 }, after: { missed: 2 } })
    expect(again.graded.map(({ verdict }) => verdict)).toEqual(['right', 'right'])
  })
})
