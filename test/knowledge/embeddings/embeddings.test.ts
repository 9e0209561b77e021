import { ManualClock, systemClock } from '../../../src/platform/clock'
import { createCircuitBreaker } from '../../../src/platform/model/circuit-breaker'
import { createEmbedder } from '../../../src/platform/model/create-embedder'
import { createFusion } from '../../../src/knowledge/embeddings/create-fusion'
import { fuse } from '../../../src/knowledge/embeddings/fuse'
import { startLiveVectors } from '../../../src/knowledge/embeddings/live-vectors'
import type { LiveVectors } from '../../../src/knowledge/embeddings/live-vectors'
import type { IndexedArticle } from '../../../src/knowledge/retrieval/article'
import type { SearchOutcome } from '../../../src/knowledge/retrieval/outcome'
import { createSearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { emptyThesaurus } from '../../../src/knowledge/thesaurus'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { startModelServer } from '../../support/model-server'
import type { ModelRequest, ModelServer } from '../../support/model-server'

const AT = new Date('2026-11-21T10:00:00+08:00')

/** Meaning as a test sees it: pets, cars, the rest. */
const meaning = (text: string) => [/狗|宠物|毛孩子/.test(text) ? 1 : 0.1, /车/.test(text) ? 1 : 0.1, 0.2]
const understanding = ({ input }: ModelRequest) => ({ vectors: input.map(meaning) })

const article = (id: string, question: string, given: Partial<IndexedArticle> = {}): IndexedArticle => ({
  id,
  key: id,
  question,
  similar: [],
  answer: `${question}的答案`,
  version: 1,
  ...given,
})

let database: TestDatabase
let server: ModelServer
let open: LiveVectors[]

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  server = await startModelServer()
  server.behave(understanding)
  open = []
  await database.db.query('empty-embeddings', 'delete from embedding')
})
afterEach(async () => {
  for (const vectors of open) vectors.stop()
  await server.close()
})

const embedderOf = (model = 'm') =>
  createEmbedder({
    baseUrl: server.url,
    apiKey: undefined,
    model,
    breaker: createCircuitBreaker(systemClock),
    budget: { take: () => Promise.resolve(true) },
  })

function startVectors(model = 'm', againMs = 20) {
  const errors: unknown[] = []
  const embedder = embedderOf(model)
  const vectors = startLiveVectors({
    db: database.db,
    clock: new ManualClock(AT),
    embedder,
    onError: (error) => errors.push(error),
    againMs,
  })
  open.push(vectors)
  return { vectors, embedder, errors }
}

const near = (vectors: LiveVectors, text: string, community: string | null = null) =>
  vectors.index
    .search(Float32Array.from(meaning(text)), { community, at: AT, limit: 2 })
    .map(({ article: found }) => found.id)

const DOG = article('dog', '可以养狗吗', { similar: ['宠物登记'] })
const CAR = article('car', '车位多少钱')

describe('vectors of the articles', () => {
  it('are asked for as floats, in few requests, and found by meaning', async () => {
    const { vectors } = startVectors()

    vectors.take({ put: [DOG, CAR], remove: [] })
    await vectors.settled()

    expect(near(vectors, '毛孩子能进小区吗')).toEqual(['dog', 'car'])
    expect(server.requests.map(({ input, encoding }) => [input.length, encoding])).toEqual([[3, 'float']])
  })

  it('are paid for once: another process, and a restart, read them from the database', async () => {
    const first = startVectors().vectors
    first.take({ put: [DOG, CAR], remove: [] })
    await first.settled()
    server.requests.length = 0

    const second = startVectors().vectors
    second.take({ put: [DOG, CAR], remove: [] })
    await second.settled()

    expect(near(second, '我的车')).toEqual(['car', 'dog'])
    expect(server.requests).toEqual([])
  })

  it('of another model are made anew', async () => {
    const first = startVectors('m').vectors
    first.take({ put: [DOG], remove: [] })
    await first.settled()

    const other = startVectors('other').vectors
    other.take({ put: [DOG], remove: [] })
    await other.settled()

    expect(server.requests).toHaveLength(2)
  })

  it('follow a change: only the new text is embedded, and what was removed is not found', async () => {
    const { vectors } = startVectors()
    vectors.take({ put: [DOG, CAR], remove: [] })
    await vectors.settled()
    server.requests.length = 0

    vectors.take({ put: [{ ...DOG, question: '养狗要登记吗' }], remove: ['car'] })
    await vectors.settled()

    expect(server.requests.map(({ input }) => input)).toEqual([['养狗要登记吗']])
    expect(near(vectors, '我的车')).toEqual(['dog'])
  })

  it('come as soon as the endpoint is back', async () => {
    let fails = 2
    server.behave((request) => (fails-- > 0 ? { status: 503 } : understanding(request)))
    const { vectors, errors } = startVectors()

    vectors.take({ put: [DOG], remove: [] })
    while (vectors.index.size === 0) await new Promise((done) => setTimeout(done, 10))

    expect(near(vectors, '狗')).toEqual(['dog'])
    expect(errors).toEqual([])
  })

  it('are not asked for more often because articles are looked at every second', async () => {
    server.behave({ status: 401 })
    const { vectors } = startVectors('m', 60_000)
    vectors.take({ put: [DOG], remove: [] })
    await vectors.settled()

    for (let second = 0; second < 5; second++) vectors.take({ put: [], remove: [] })
    await vectors.settled()

    expect(server.requests).toHaveLength(1)
  })

  it('answer only for the community they belong to, while they are valid and filled', async () => {
    const { vectors } = startVectors()
    vectors.take({
      put: [
        { ...DOG, community: 'a' },
        article('old', '狗证', { validTo: new Date('2026-01-01') }),
        article('unfilled', '遛狗', { answerable: () => false }),
      ],
      remove: [],
    })
    await vectors.settled()

    expect(near(vectors, '狗', 'a')).toEqual(['dog'])
    expect(near(vectors, '狗', 'b')).toEqual([])
  })
})

describe('an embedding endpoint', () => {
  it('that takes few texts at once gets few', async () => {
    server.behave((request) => (request.input.length > 10 ? { status: 400 } : understanding(request)))
    const texts = Array.from({ length: 25 }, (_, at) => `第${at}条`)

    const made = await embedderOf().embed(texts, { withinMs: 10_000 })

    expect(made).toHaveLength(25)
    expect(server.requests.map(({ input }) => input.length)).toEqual([25, 10, 10, 5])
  })

  it.each([
    ['answers no vector', { vectors: [[], []] }],
    ['forgets one', { vectors: [[1, 0], null] }],
    [
      'changes the length',
      {
        vectors: [
          [1, 0],
          [1, 0, 0],
        ],
      },
    ],
    [
      'answers nothing but zeros',
      {
        vectors: [
          [0, 0],
          [0, 0],
        ],
      },
    ],
    ['answers text', { text: 'x' }],
    ['is gone', 'reset' as const],
    ['refuses', { status: 401 }],
  ] as const)('that %s gives no vectors instead of wrong ones', async (_name, behaviour) => {
    server.behave(behaviour as Parameters<ModelServer['behave']>[0])

    expect(await embedderOf().embed(['甲', '乙'], { withinMs: 5_000 })).toBeNull()
  })
})

describe('joining words and meaning', () => {
  const index = createSearchIndex(emptyThesaurus)
  const articles = [DOG, CAR, article('visitor', '访客怎么登记'), article('card', '门禁卡怎么办理')]
  for (const one of articles) index.put(one)
  const options = { at: AT, limit: 3 }

  const fusion = async (withinMs = 20_000) => {
    const { vectors, embedder } = startVectors()
    vectors.take({ put: articles, remove: [] })
    await vectors.settled()
    server.requests.length = 0
    return createFusion({ embedder, vectors: vectors.index, index, namesIn: () => ['李建国'], withinMs })
  }

  it('brings in what has no word in common with the question, but does not answer with it', async () => {
    const join = await fusion()
    const question = '毛孩子咋整'

    const joined = await join(question, options, index.search(question, options))

    expect(joined.hits.map(({ id }) => id)).toContain('dog')
    expect(joined.decision).not.toBe('answer')
  })

  it('leaves alone what the words answer, and asks nobody then', async () => {
    const join = await fusion()
    const found: SearchOutcome = { ...index.search('车位多少钱', options), decision: 'answer' }

    expect(await join('车位多少钱', options, found)).toBe(found)
    expect(server.requests).toEqual([])
  })

  it('sends a question without what is personal, and once for the same words', async () => {
    const join = await fusion()
    const question = '我是3栋2单元501的李建国，电话13812345678，毛孩子咋整'
    const found = index.search(question, options)

    await join(question, options, { ...found, decision: 'refuse' })
    await join(question, options, { ...found, decision: 'refuse' })

    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]!.raw).not.toMatch(/13812345678|501|李建国/)
  })

  it('is the search by words alone when the endpoint is dead', async () => {
    const join = await fusion()
    const found = index.search('毛孩子咋整', options)
    server.behave('reset')

    expect(await join('毛孩子咋整', options, found)).toBe(found)
  })

  it('is the search by words alone when the endpoint hangs, and soon nobody waits for it any more', async () => {
    const join = await fusion(150)
    const found = index.search('毛孩子咋整', options)
    server.behave('hang')

    for (const question of ['毛孩子咋整', '毛孩子咋弄', '毛孩子咋办', '毛孩子呢'])
      expect(await join(question, options, found)).toBe(found)

    expect(server.requests).toHaveLength(3)
  })

  it('offers instead of refusing only what both find', () => {
    const hit = (id: string) => ({ id, key: id, question: id, answer: id, version: 1, score: 0.1, why: [] })
    const words: SearchOutcome = { decision: 'refuse', hits: [hit('dog')] }
    const means = (...ids: string[]) => ids.map((id) => ({ article: article(id, id), cosine: 0.9 }))

    expect(fuse(words, [hit('dog')], means('dog', 'car'), 3).decision).toBe('choices')
    expect(fuse(words, [hit('dog')], means('car', 'card', 'visitor'), 3).decision).toBe('refuse')
    expect(fuse(words, [], means('car'), 3)).toMatchObject({ decision: 'refuse', hits: [{ id: 'car', score: 0 }] })
  })
})
