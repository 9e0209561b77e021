import { resolveFollowUp } from '../../../src/knowledge/retrieval/follow-up'
import { createSearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { buildArticle } from './build-article'

const at = new Date('2026-11-21T10:00:00+08:00')

function createFilledIndex() {
  const index = createSearchIndex({
    groups: [
      ['物业费', '管理费'],
      ['车位', '停车位'],
      ['商铺', '店铺'],
    ],
  })
  index.put(buildArticle({ key: 'fee-home', question: '住宅物业费多少钱一平？' }))
  index.put(buildArticle({ key: 'fee-shop', question: '商铺物业费多少钱一平？' }))
  index.put(buildArticle({ key: 'parking-price', question: '车位租金多少钱？' }))
  index.put(buildArticle({ key: 'parking-buy', question: '想买车位找谁？' }))
  index.put(buildArticle({ key: 'card-lost', question: '门禁卡丢了怎么补办，带什么材料？' }))
  index.put(buildArticle({ key: 'decoration', question: '装修要办什么手续，带什么材料？' }))
  return index
}

describe('a question that leaves out what was just said', () => {
  it.each([
    ['那商铺呢', '住宅物业费多少钱一平', 'fee-shop'],
    ['车位呢？', '物业费多少钱', 'parking-price'],
    ['要带什么材料', '门禁卡丢了怎么补办', 'card-lost'],
    ['要带什么材料', '我家要装修', 'decoration'],
    ['那个要多少钱啊', '租一个车位', 'parking-price'],
  ])('「%s」 after 「%s」 finds %s', (question, before, key) => {
    expect(createFilledIndex().search(question, { at, history: [before] }).hits[0]?.key).toBe(key)
  })

  it('looks past words that name nothing for the last subject', () => {
    const history = ['门禁卡丢了怎么补办', '好的', '嗯嗯谢谢']

    expect(createFilledIndex().search('要带什么', { at, history }).hits[0]?.key).toBe('card-lost')
  })
})

describe('a question asked on about an earlier one', () => {
  it('stands behind what that one was about, whatever was said between', () => {
    const found = createFilledIndex().search('那车位呢', {
      at,
      history: ['好的'],
      about: '买什么好呢，商铺物业费多少钱一平',
    })
    expect(found.hits.map(({ key }) => key)).toContain('fee-shop')
  })

  it('is read as it is where the earlier one named nothing', () => {
    const alone = createFilledIndex().search('装修要办什么手续', { at })
    expect(createFilledIndex().search('装修要办什么手续', { at, about: '在吗' })).toEqual(alone)
  })
})

describe('a question that stands alone', () => {
  it.each(['装修要办什么手续', '那物业费怎么交', '电费在哪交', '好的谢谢', '车位租金多少钱'])(
    '「%s」 takes nothing from before',
    (question) => {
      expect(resolveFollowUp(question, ['门禁卡丢了怎么补办'])).toHaveLength(1)
    },
  )

  it('is every question when nothing was said before', () => {
    expect(resolveFollowUp('那车位呢', [])).toEqual([{ text: '那车位呢', share: 1 }])
  })
})
