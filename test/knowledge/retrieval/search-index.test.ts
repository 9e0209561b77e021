import { decide } from '../../../src/knowledge/retrieval/decide'
import type { SearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { createSearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { emptyThesaurus } from '../../../src/knowledge/thesaurus'
import { buildArticle } from './build-article'

const at = new Date('2026-11-21T10:00:00+08:00')
const thesaurus = {
  groups: [
    ['物业费', '管理费'],
    ['车位', '停车位'],
    ['多少钱', '啥价', '几多钱'],
  ],
}

function createFilledIndex(): SearchIndex {
  const index = createSearchIndex(thesaurus)
  index.put(
    buildArticle({ key: 'fee-price', question: '物业费多少钱一平方？', similar: ['物业费怎么收', '物业费收费标准'] }),
  )
  index.put(
    buildArticle({ key: 'fee-pay', question: '物业费怎么交？', similar: ['在哪里交物业费', '可以网上交物业费吗'] }),
  )
  index.put(buildArticle({ key: 'parking-price', question: '车位月租多少钱？', similar: ['停车一个月多少钱'] }))
  index.put(
    buildArticle({ key: 'card-lost', question: '门禁卡丢了怎么补办？', similar: ['门禁卡不见了', '补一张门禁卡'] }),
  )
  index.put(buildArticle({ key: 'pool', question: '游泳池几点开门？', similar: ['泳池开放时间'] }))
  return index
}

const firstOf = (index: SearchIndex, question: string) => index.search(question, { at }).hits[0]?.key

describe('a search', () => {
  it.each([
    ['物业费多少钱', 'fee-price'],
    ['我家管理费几多钱一平啊', 'fee-price'],
    ['你好，请问一下物业费在哪交呀', 'fee-pay'],
    ['停車位一個月啥價？', 'parking-price'],
    ['门禁卡掉了咋办', 'card-lost'],
    ['泳池啥时候开', 'pool'],
  ])('finds the article for 「%s」', (question, key) => {
    expect(firstOf(createFilledIndex(), question)).toBe(key)
  })

  it('answers a question that an article asks word for word', () => {
    const { decision, hits } = createFilledIndex().search('物业费怎么交？', { at })

    expect(decision).toBe('answer')
    expect(hits[0]).toMatchObject({ key: 'fee-pay', question: '物业费怎么交？', version: 1 })
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? 1)
  })

  it.each(['今天股市怎么样', '给我讲个笑话', '帮我写一首诗', '你好', '', '？？？', '😀', 'asdf'])(
    'refuses 「%s」, which no article is about',
    (question) => {
      expect(createFilledIndex().search(question, { at }).decision).toBe('refuse')
    },
  )

  it('says which words of the owner it found, and where', () => {
    const why = createFilledIndex().search('门禁卡补办', { at }).hits[0]?.why

    expect(why).toContainEqual({ field: 'question', terms: ['门禁卡', '补办'] })
  })

  it('gives at most as many hits as asked for, best first', () => {
    const { hits } = createFilledIndex().search('物业费', { at, limit: 2 })

    expect(hits).toHaveLength(2)
    expect(hits[0]?.score).toBeGreaterThanOrEqual(hits[1]?.score ?? 0)
  })

  it('gives scores between 0 and 1', () => {
    for (const question of ['物业费', '物业费怎么交？', '泳池', '车'])
      for (const { score } of createFilledIndex().search(question, { at }).hits) {
        expect(score).toBeGreaterThan(0)
        expect(score).toBeLessThan(1)
      }
  })

  it('has nothing to offer while it is empty', () => {
    expect(createSearchIndex({ groups: [] }).search('物业费', { at })).toEqual({ decision: 'refuse', hits: [] })
  })
})

describe('what is offered', () => {
  it('is the best three where none is likely by itself but one of them likely was meant', () => {
    expect(decide([0.2, 0.1, 0.08, 0.05])).toBe('choices')
    expect(decide([0.2, 0.05, 0.04, 0.2])).toBe('refuse')
  })

  it('does not hang on how many hits are asked for', () => {
    const index = createFilledIndex()
    for (const question of ['物业费', '门禁卡', '车', '多少钱', '开门'])
      expect(index.search(question, { at, limit: 1 }).decision).toBe(index.search(question, { at }).decision)
  })
})

describe('what may be found', () => {
  it('knows the articles of the own community and of all, not those of another', () => {
    const index = createSearchIndex({ groups: [] })
    index.put(buildArticle({ key: 'general', question: '北门几点关？' }))
    index.put(buildArticle({ key: 'own', question: '北门几点关？', community: 'cuihu' }))
    index.put(buildArticle({ key: 'other', question: '北门几点关？', community: 'xinghe' }))

    const found = (community: string | null) => index.search('北门几点关', { at, community }).hits.map(({ key }) => key)

    expect(found('cuihu')).toEqual(['own', 'general'])
    expect(found(null)).toEqual(['general'])
  })

  it('knows an article only from its first to its last moment', () => {
    const index = createSearchIndex({ groups: [] })
    const validFrom = new Date('2026-11-15T00:00:00+08:00')
    const validTo = new Date('2027-03-15T23:59:59+08:00')
    index.put(buildArticle({ key: 'heating', question: '暖气什么时候来？', validFrom, validTo }))

    const countAt = (time: Date) => index.search('暖气什么时候来', { at: time }).hits.length

    expect(countAt(new Date(validFrom.getTime() - 1))).toBe(0)
    expect(countAt(validFrom)).toBe(1)
    expect(countAt(validTo)).toBe(1)
    expect(countAt(new Date(validTo.getTime() + 1))).toBe(0)
  })

  it('leaves out an article whose placeholders the community has not filled', () => {
    const index = createSearchIndex({ groups: [] })
    index.put(
      buildArticle({ key: 'phone', question: '物业电话多少？', answerable: (community) => community === 'cuihu' }),
    )

    expect(index.search('物业电话多少', { at, community: 'cuihu' }).decision).toBe('answer')
    expect(index.search('物业电话多少', { at, community: 'xinghe' })).toEqual({ decision: 'refuse', hits: [] })
  })
})

describe('changing the index', () => {
  it('finds the new words of an article that was put again, and no longer the old ones', () => {
    const index = createFilledIndex()
    index.put(buildArticle({ key: 'pool', question: '健身房几点开门？', version: 2 }))

    expect(index.size).toBe(5)
    expect(index.search('健身房几点开门', { at }).hits[0]).toMatchObject({ key: 'pool', version: 2 })
    expect(index.search('游泳池', { at }).hits).toEqual([])
  })

  it('forgets an article that was removed', () => {
    const index = createFilledIndex()
    index.remove('pool')
    index.remove('pool')

    expect(index.size).toBe(4)
    expect(index.search('游泳池', { at }).hits).toEqual([])
  })

  it('gives the same hits however it came to its articles', () => {
    const grown = createFilledIndex()
    for (let round = 0; round < 200; round++) {
      grown.put(buildArticle({ key: `extra-${round}`, question: `临时公告第${round}号说了什么？` }))
      if (round >= 3) grown.remove(`extra-${round - 3}`)
    }
    for (let round = 197; round < 200; round++) grown.remove(`extra-${round}`)

    const fresh = createFilledIndex()
    for (const question of ['物业费多少钱', '门禁卡丢了', '泳池几点开'])
      expect(grown.search(question, { at }).hits.map(({ key }) => key)).toEqual(
        fresh.search(question, { at }).hits.map(({ key }) => key),
      )
  })
})

describe('a hostile question', () => {
  it.each([
    ['5,000 characters of one kind', '物'.repeat(5000)],
    ['a long complaint around the question', `${'昨天晚上楼上又在吵我根本没法睡觉'.repeat(300)}门禁卡丢了怎么补办`],
    ['a lone surrogate', '\ud83d物业费'],
    ['control characters', '\u0000\u0007物业费\u202e'],
  ])('is borne: %s', (_name, question) => {
    expect(['answer', 'choices', 'refuse']).toContain(createFilledIndex().search(question, { at }).decision)
  })
})

describe('what is no question', () => {
  const index = createSearchIndex(emptyThesaurus)
  index.put({ id: 'oh', key: 'oh', question: '物业费怎么交啊', similar: [], answer: '微信交。', version: 1 })

  it.each(['啊'.repeat(20_000), '嗯嗯嗯', '呃……那个', '的的的的', '。。。', '哈哈'.repeat(500)])(
    'is refused: %#',
    (text) => {
      expect(index.search(text, { at }).decision).toBe('refuse')
    },
  )

  it('says a thing once that is said over and over', () => {
    expect(index.search('物业费怎么交'.repeat(50), { at }).hits[0]?.key).toBe('oh')
  })

  it('does not answer a pasted contract with the first article it touches', () => {
    const contract = Array.from({ length: 60 }, (_, at) => `第${at}条甲方应当按时缴纳物业费用并承担责任`).join('，')

    expect(index.search(contract, { at }).decision).not.toBe('answer')
  })
})

describe('a community’s own article', () => {
  const index = createSearchIndex(emptyThesaurus)
  const general = { id: 'g', key: 'g', question: '装修几点可以施工', similar: [], answer: '八点到十二点。', version: 1 }
  const local = { id: 'l', key: 'l', question: '装修施工证怎么办', similar: [], answer: '到前台。', version: 1 }
  index.put(general)
  index.put({ ...local, community: 'c' })
  index.put({ ...general, id: 'same', key: 'same', community: 'c' })

  it('comes before an equally good general one', () => {
    expect(index.search('装修几点可以施工', { at, community: 'c' }).hits[0]?.key).toBe('same')
  })

  it('does not come before a general one that asks word for word what was asked', () => {
    index.remove('same')

    expect(index.search('装修几点可以施工', { at, community: 'c' }).hits[0]?.key).toBe('g')
  })

  it('stands for the general one that asks the same, in whatever words that one was found', () => {
    const index = createSearchIndex(emptyThesaurus)
    const similar = ['摩托车让不让放地库', '骑摩托的往哪儿搁', '两轮摩托有没有位子']
    index.put(buildArticle({ key: 'general', question: '摩托车停在哪里？', similar }))
    index.put(buildArticle({ key: 'own', question: '摩托车停在哪里', community: 'c' }))
    const found = (community: string | null) => index.search('骑摩托的往哪儿搁', { at, community })

    expect(found('c').decision).toBe('answer')
    expect(found('c').hits[0]?.key).toBe('own')
    expect(found('other').hits[0]?.key).toBe('general')
    index.remove('own')
    expect(found('c').hits[0]?.key).toBe('general')
  })

  it('does not stand for a general one that asks the same of another thing', () => {
    const index = createSearchIndex(emptyThesaurus)
    index.put(buildArticle({ key: 'general', question: '电费在哪里交？', similar: ['电卡充值', '买电去哪'] }))
    index.put(buildArticle({ key: 'own', question: '水费在哪里交？', community: 'c' }))

    expect(index.search('买电去哪', { at, community: 'c' }).hits[0]?.key).toBe('general')
  })
})
