import { createSearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { pairSound, soundOf } from '../../../src/knowledge/retrieval/sounds'
import { createSpelling } from '../../../src/knowledge/retrieval/spelling'
import type { TermKey } from '../../../src/knowledge/retrieval/terms'
import { createSpelledTerms, eachTerm } from '../../../src/knowledge/retrieval/terms'
import { buildArticle } from './build-article'

function createFilledSpelling(...asks: string[]) {
  const known = new Map<TermKey, number>()
  const spelling = createSpelling((key) => known.get(key) ?? 0)
  for (const ask of asks) {
    spelling.learn(ask)
    eachTerm(ask, createSpelledTerms(), (key) => known.set(key, (known.get(key) ?? 0) + 1))
  }
  return spelling
}

const nowhere = () => false

describe('sounds', () => {
  it.each([
    ['页', '业'],
    ['诗', '思'],
    ['兰', '南'],
    ['英', '因'],
  ])('counts %s and %s as one', (one, other) => {
    expect(soundOf(one.charCodeAt(0))).toBe(soundOf(other.charCodeAt(0)))
  })

  it('keeps what no ear mixes up apart', () => {
    expect(soundOf('物'.charCodeAt(0))).not.toBe(soundOf('车'.charCodeAt(0)))
    expect(pairSound('车'.charCodeAt(0), '费'.charCodeAt(0))).not.toBe(
      pairSound('费'.charCodeAt(0), '车'.charCodeAt(0)),
    )
  })
})

describe('putting slips right', () => {
  it.each([
    ['物页费多少', '物业费多少'],
    ['停车飞多少', '停车费多少'],
    ['门紧卡丢了', '门禁卡丢了'],
    ['电提坏了', '电梯坏了'],
  ])('reads 「%s」 as 「%s」', (typed, meant) => {
    expect(createFilledSpelling('物业费多少', '停车费怎么交', '门禁卡丢了', '电梯坏了').correct(typed, nowhere)).toBe(
      meant,
    )
  })

  it('leaves words alone that articles use', () => {
    expect(createFilledSpelling('物业费', '页面打不开').correct('页面打不开', nowhere)).toBe('页面打不开')
  })

  it('leaves alone what only resembles two characters at once', () => {
    expect(createFilledSpelling('物业费').correct('五页', nowhere)).toBe('五页')
  })

  it('leaves alone what is a word of the thesaurus', () => {
    expect(createFilledSpelling('物业费').correct('物页', () => true)).toBe('物页')
  })

  it('finds the article in spite of the slip', () => {
    const index = createSearchIndex({ groups: [] })
    index.put(buildArticle({ key: 'fee', question: '物业费多少钱？' }))
    index.put(buildArticle({ key: 'card', question: '门禁卡多少钱？' }))

    const { hits } = index.search('物页费多少钱', { at: new Date('2026-11-21T10:00:00+08:00') })

    expect(hits[0]?.key).toBe('fee')
    expect(hits[0]?.why).toContainEqual({ field: 'question', terms: ['物业费多少钱'] })
  })
})
