import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ManualClock } from '../../../src/platform/clock'
import { createArticleLoader } from '../../../src/knowledge/articles/article-loader'
import { createArticleStore, type ArticleStore } from '../../../src/knowledge/articles/article-store'
import { readPlaceholderSettings } from '../../../src/knowledge/articles/community-values'
import { entryView, listVersions } from '../../../src/knowledge/articles/entry'
import { normalQuestion } from '../../../src/knowledge/articles/normal-question'
import { parseImportFile } from '../../../src/knowledge/articles/parse-import-file'
import { seedArticles } from '../../../src/knowledge/articles/seed-articles'
import { listUnanswered, recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { readArticlesIn } from '../../../src/knowledge/read-knowledge-dir'
import { ensureCommunity, findCommunity } from '../../../src/records/community/community'
import { createTestDatabase, type TestDatabase } from '../../support/database'

const ZONE = 'Asia/Shanghai'
const AT = new Date('2026-11-21T09:30:00+08:00')
const KNOWLEDGE = join(__dirname, '../../../knowledge')

let test$: TestDatabase
let clock: ManualClock
let store: ArticleStore
let changes: number
beforeEach(async () => {
  test$ = await createTestDatabase()
  clock = new ManualClock(AT)
  changes = 0
  store = createArticleStore({
    db: test$.db,
    clock,
    zone: ZONE,
    communities: {
      find: async (tx, name) => (await findCommunity(tx, name))?.id ?? null,
      ensure: async (tx, name, at) => (await ensureCommunity(tx, name, at)).id,
    },
    changed: async () => void changes++,
  })
})
afterEach(() => test$.close())

const PETS = {
  key: 'pets',
  question: '可以养狗吗？',
  similar: ['能养宠物吗'],
  answer: '可以，请办理登记。',
  topic: '宠物',
}
const jsonl = (...rows: object[]) => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))
const bring = async (bytes: Buffer, publish = true, name = 'a.jsonl') =>
  store.importRows(await parseImportFile(name, bytes, ZONE), { publish, by: 'admin' })
const loader = () => createArticleLoader({ db: test$.db, defaults: [] })

describe('an entry', () => {
  test('is made, read, changed and removed as the API shows it', async () => {
    const made = await store.create(
      { ...PETS, validFrom: '2026-11-01', validTo: '2026-12-31', source: '管理规约' },
      'he-min',
    )

    expect(entryView(made, ZONE)).toEqual({
      id: made.id,
      key: 'pets',
      question: '可以养狗吗？',
      similar: ['能养宠物吗'],
      answer: '可以，请办理登记。',
      topic: '宠物',
      tags: [],
      community: null,
      validFrom: '2026-11-01T00:00:00.000+08:00',
      validTo: '2026-12-31T23:59:59.999+08:00',
      source: '管理规约',
      version: 1,
      publishedVersion: 1,
      status: 'published',
      updatedAt: '2026-11-21T09:30:00.000+08:00',
    })
    clock.advance(60_000)
    const changed = await store.update(made.id, { answer: '可以，每户一只。' }, 'song-yan')
    expect(changed).toMatchObject({
      id: made.id,
      version: 2,
      answer: '可以，每户一只。',
      question: '可以养狗吗？',
      source: '管理规约',
    })
    expect(await store.get(made.id)).toEqual(changed)
    await store.remove(made.id)
    await expect(store.get(made.id)).rejects.toMatchObject({ failure: 'not_found' })
    await expect(store.remove(made.id)).rejects.toMatchObject({ failure: 'not_found' })
    expect((await store.list({})).items).toEqual([])
    expect(changes).toBe(3)
  })

  test('keeps every version with its author', async () => {
    const { id } = await store.create(PETS, 'he-min')
    await store.update(id, { answer: '第二版' }, 'song-yan')
    await store.update(id, { answer: '第二版' }, 'tang-li')

    expect(
      (await listVersions(test$.db, id)).map(({ version, answer, createdBy }) => [version, answer, createdBy]),
    ).toEqual([
      [2, '第二版', 'song-yan'],
      [1, '可以，请办理登记。', 'he-min'],
    ])
  })

  test('may be a draft beside the version that answers', async () => {
    const { id } = await store.create(PETS, 'he-min')
    const draft = await store.update(id, { answer: '还没定' }, 'he-min', { publish: false })

    expect(draft).toMatchObject({ status: 'draft', version: 2, publishedVersion: 1 })
    expect((await loader().load(null)).put.map(({ answer }) => answer)).toEqual(['可以，请办理登记。'])
    expect(await store.update(id, {}, 'he-min')).toMatchObject({ status: 'published', version: 2, publishedVersion: 2 })
  })

  test('is refused with the field that is wrong', async () => {
    for (const [wrong, field] of [
      [{ ...PETS, question: ' ' }, 'question'],
      [{ ...PETS, answer: undefined }, 'answer'],
      [{ ...PETS, validFrom: 'gestern' }, 'validFrom'],
      [{ ...PETS, validFrom: '2026-12-01', validTo: '2026-11-01' }, 'validTo'],
      [{ ...PETS, similar: 'x' }, 'similar'],
      ['nonsense', 'row'],
    ] as const)
      await expect(store.create(wrong, 'x')).rejects.toMatchObject({
        failure: 'invalid',
        message: expect.stringContaining(field),
      })
  })

  test('of a community that nobody knows is refused, of a known one kept apart from the general one', async () => {
    await expect(store.create({ ...PETS, community: '桂园' }, 'x')).rejects.toMatchObject({
      code: 'community_not_found',
    })
    const { id } = await ensureCommunity(test$.db, '桂园', AT)

    const general = await store.create(PETS, 'x')
    const own = await store.create({ ...PETS, community: id }, 'x')

    expect(own.community).toBe('桂园')
    expect((await store.list({ community: '桂园' })).items.map((entry) => entry.id)).toEqual([own.id])
    expect((await store.list({})).items.map((entry) => entry.id)).toEqual([general.id, own.id])
  })

  test('cannot take the key of another, nor overwrite what somebody else changed meanwhile', async () => {
    const { id } = await store.create(PETS, 'x')
    const other = await store.create({ ...PETS, key: 'dogs' }, 'x')

    await expect(store.create(PETS, 'x')).rejects.toMatchObject({ code: 'entry_key_taken' })
    await expect(store.update(other.id, { key: 'pets' }, 'x')).rejects.toMatchObject({ code: 'entry_key_taken' })
    await store.update(id, { answer: '新' }, 'x')
    await expect(store.update(id, { answer: '旧', version: 1 }, 'x')).rejects.toMatchObject({ code: 'entry_changed' })
  })

  test('that was removed comes back under its key', async () => {
    const { id } = await store.create(PETS, 'x')
    await store.remove(id)

    expect(await store.create({ ...PETS, answer: '又可以了' }, 'x')).toMatchObject({ id, version: 2 })
  })
})

describe('an import', () => {
  test('tells what it did, and the same file twice changes nothing', async () => {
    const file = jsonl(PETS, { key: 'fee', question: '物业费多少？', answer: '2.8元', community: '桂园' })

    const first = await bring(file)
    const again = await bring(file)
    const changed = await bring(jsonl({ ...PETS, answer: '不可以' }))

    expect(first).toEqual({ created: 2, updated: 0, unchanged: 0, errors: [] })
    expect(again).toEqual({ created: 0, updated: 0, unchanged: 2, errors: [] })
    expect(changed).toEqual({ created: 0, updated: 1, unchanged: 0, errors: [] })
    expect((await findCommunity(test$.db, '桂园'))?.name).toBe('桂园')
  })

  test('reports bad rows with their number and keeps the good ones', async () => {
    const bytes = Buffer.from(
      [
        JSON.stringify(PETS),
        '',
        '{broken',
        '[]',
        JSON.stringify({ question: '只有问题' }),
        JSON.stringify({ ...PETS, answer: '再来一次' }),
      ].join('\n'),
    )

    const report = await bring(bytes)

    expect(report).toMatchObject({ created: 1, updated: 0, unchanged: 0 })
    expect(report.errors.map(({ row }) => row)).toEqual([3, 4, 5, 6])
    expect(report.errors[2]?.message).toContain('answer')
    expect(report.errors[3]?.message).toContain('row 1')
  })

  test('reads the other names of a retrieval file, and makes a key where there is none', async () => {
    const file = jsonl(
      { id: 7, text: '怎么交费？', alts: ['缴费方式'], answer: '扫码' },
      { question: '几点开门？', answer: '九点' },
    )

    await bring(file)
    const { items } = await store.list({})

    expect(items[0]).toMatchObject({ key: '7', question: '怎么交费？', similar: ['缴费方式'] })
    expect(items[1]?.key).toMatch(/^q-[0-9a-f]{12}$/)
    expect(await bring(file)).toMatchObject({ unchanged: 2 })
  })

  test('without publishing leaves new ones as drafts that do not answer', async () => {
    await bring(jsonl(PETS), false)
    const before = await loader().load(null)

    const published = await bring(jsonl(PETS), true)

    expect(before.put).toEqual([])
    expect(published).toMatchObject({ updated: 1 })
    expect((await loader().load(null)).put).toHaveLength(1)
  })

  test('leaves what is under review as it was read and says so, unless it is to answer at once', async () => {
    await bring(jsonl(PETS), false)
    await test$.db.query('hand-in', "update article_version set state = 'review'")
    const another = { ...PETS, key: 'cats', question: '可以养猫吗？' }

    const held = await bring(jsonl({ ...PETS, answer: '不可以' }, another), false)
    const same = await bring(jsonl(PETS), false)
    const versions = await test$.db.query(
      'versions-of-pets',
      'select version, state from article_version order by created_at, version',
    )
    const published = await bring(jsonl({ ...PETS, answer: '不可以' }))

    expect(held).toMatchObject({
      created: 1,
      updated: 0,
      errors: [{ row: 1, message: expect.stringContaining('review') }],
    })
    expect(same).toMatchObject({ unchanged: 1, errors: [] })
    expect(versions).toEqual([
      { version: 1, state: 'review' },
      { version: 1, state: 'draft' },
    ])
    expect(published).toMatchObject({ updated: 1, errors: [] })
  })

  test('reads a Markdown file with front matter, and reports a faulty one', async () => {
    const article = Buffer.from('---\nkey: pets\nquestion: 可以养狗吗？\n---\n\n可以。\n')

    expect(await bring(article, true, 'pets.md')).toMatchObject({ created: 1 })
    expect(await bring(Buffer.from('可以。'), true, 'x.md')).toMatchObject({
      errors: [{ row: 1, message: expect.any(String) }],
    })
    await expect(bring(article, true, 'pets.pdf')).rejects.toMatchObject({ failure: 'invalid' })
    await expect(bring(Buffer.from([0xc4, 0xe3]), true, 'gbk.jsonl')).rejects.toMatchObject({ code: 'import_encoding' })
  })

  test('keeps what a database cannot hold out of it', async () => {
    await bring(jsonl({ ...PETS, answer: '可\u0000以\ud83d' }))

    expect((await store.list({})).items[0]?.answer).toBe('可以\ufffd')
  })

  test('of thousands of rows is one piece of work', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => ({ key: `k${i}`, question: `问题${i}？`, answer: `答案${i}` }))

    expect(await bring(jsonl(...rows))).toMatchObject({ created: 1200 })
    expect(await bring(jsonl(...rows))).toMatchObject({ unchanged: 1200 })
  })

  test('made by two at once ends with each article once', async () => {
    const reports = await Promise.all([
      bring(jsonl(PETS)),
      bring(jsonl(PETS)),
      bring(jsonl({ ...PETS, answer: '另一个' })),
    ])

    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(1)
    expect((await store.list({})).items).toHaveLength(1)
  })
})

describe('the shipped articles', () => {
  const seed = () =>
    test$.db.tx((tx) =>
      seedArticles(tx, () => readArticlesIn(KNOWLEDGE), {
        at: AT,
        zone: ZONE,
        ensureCommunity: async (inner, name, at) => (await ensureCommunity(inner, name, at)).id,
      }),
    )

  test('seed an empty store once; removing one does not bring the others back', async () => {
    const count = await seed()
    const { items } = await store.list({ limit: 1 })
    await store.remove(items[0]!.id)

    expect(count).toBeGreaterThanOrEqual(48)
    expect(await seed()).toBe(0)
    expect((await loader().load(null)).put).toHaveLength(count - 1)
  })

  test('with a placeholder answer only where its value is filled', async () => {
    await seed()
    const { id } = await ensureCommunity(test$.db, '桂园', AT)
    const articles = createArticleLoader({
      db: test$.db,
      defaults: readPlaceholderSettings(join(KNOWLEDGE, 'settings.yml')),
    })
    const { put, mark } = await articles.load(null)
    const shops = put.find(({ key }) => key === 'fee-shop')

    expect(shops?.answerable?.(id)).toBe(false)
    expect(articles.answerFor(shops?.answer ?? '', id)).toBeNull()
    await test$.db.query('fill', `update community set settings = '{"fee.shop": "5.00"}' where id = $1`, [id])
    expect((await articles.load(mark)).put).toEqual([])
    expect(shops?.answerable?.(id)).toBe(true)
    expect(articles.answerFor(shops?.answer ?? '', id)).toContain('5.00元/平方米/月')
    expect(shops?.answerable?.(null)).toBe(false)
  })

  test('take a value of the company for every community that has none of its own', async () => {
    const { id } = await ensureCommunity(test$.db, '桂园', AT)
    await test$.db.query(
      'own',
      `update community set settings = '{"phone.service": "1", "phone.gas": " "}' where id = $1`,
      [id],
    )
    await test$.db.query(
      'company',
      `insert into setting (scope, key, value, updated_at) values ('', 'placeholders', '{"phone.service": "2", "phone.gas": "3"}', now())`,
    )
    const articles = loader()
    await articles.load(null)

    expect(articles.valuesOf(id)).toEqual({ 'phone.service': '1', 'phone.gas': '3' })
    expect(articles.valuesOf(null)).toEqual({ 'phone.service': '2', 'phone.gas': '3' })
  })
})

test('a reader of changes is told of every write and removal since its mark, and of nothing else', async () => {
  const articles = loader()
  const first = await store.create(PETS, 'x')
  const second = await store.create({ ...PETS, key: 'fee', question: '物业费？' }, 'x')
  const { mark } = await articles.load(null)

  expect(await articles.load(mark)).toEqual({ put: [], remove: [], mark })
  await store.update(first.id, { answer: '改了' }, 'x')
  await store.remove(second.id)
  const later = await articles.load(mark)
  expect(later.put.map(({ id, version }) => [id, version])).toEqual([[first.id, 2]])
  expect(later.remove).toEqual([second.id])
  const { id } = await ensureCommunity(test$.db, '桂园', AT)
  await store.update(first.id, { community: id }, 'x')
  expect((await articles.load(later.mark)).put.map(({ community }) => community)).toEqual([id])
})

describe('unanswered questions', () => {
  const ask = (query: string, minutes: number, reason: 'no_article' | 'placeholder' = 'no_article') =>
    recordUnanswered(test$.db, {
      query,
      communityId: null,
      personId: null,
      conversationId: null,
      reason,
      at: new Date(AT.getTime() + minutes * 60_000),
    })

  test('are grouped with their count, wordings and reasons, in the order they were first asked', async () => {
    await ask('车位怎么租？', 0)
    await ask('泳池开吗', 1)
    await ask('请问车位怎么租呢', 2, 'placeholder')
    await ask('车位怎么租？', 3)

    expect((await store.unanswered({})).items).toEqual([
      {
        question: '车位怎么租？',
        count: 3,
        examples: ['请问车位怎么租呢', '车位怎么租？'],
        reasons: ['no_article', 'placeholder'],
        firstAt: AT,
        lastAt: new Date(AT.getTime() + 180_000),
        draftId: null,
      },
      expect.objectContaining({ question: '泳池开吗', count: 1 }),
    ])
    const page = await listUnanswered(test$.db, { limit: 1 })
    expect((await listUnanswered(test$.db, { after: page.next ?? '' })).items).toHaveLength(1)
  })

  test('are the same in another width, politeness or particle, and never empty', () => {
    expect(
      new Set(['车位怎么租？', '请问车位怎么租呢', '您好，车位怎麼租', '车位怎么租啊!!'].map(normalQuestion)).size,
    ).toBe(1)
    expect(normalQuestion('你好')).toBe('你好')
    expect(normalQuestion('可以养狗')).not.toBe(normalQuestion('可以养猫'))
  })
})

test('the settings of placeholders name every key that an article uses', () => {
  const keys = new Set(readPlaceholderSettings(join(KNOWLEDGE, 'settings.yml')).map(({ key }) => key))
  const used = readArticlesIn(KNOWLEDGE).flatMap(({ answer }) =>
    [...answer.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map((m) => m[1]!),
  )

  expect(used.filter((key) => !keys.has(key))).toEqual([])
  expect(readFileSync(join(KNOWLEDGE, 'settings.yml'), 'utf8')).toContain('value:')
})
