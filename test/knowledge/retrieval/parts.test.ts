import fc from 'fast-check'
import { createBestSlots } from '../../../src/knowledge/retrieval/best-slots'
import { commonSubsequence } from '../../../src/knowledge/retrieval/common-subsequence'
import { createConcepts } from '../../../src/knowledge/retrieval/concepts'
import { weighCharacters } from '../../../src/knowledge/retrieval/filler-words'
import { negates } from '../../../src/knowledge/retrieval/negation'
import { normalizeText } from '../../../src/knowledge/retrieval/normalize-text'
import { appendPosting, createPostingList, impactIn } from '../../../src/knowledge/retrieval/postings'
import { kindAgreement, questionKinds } from '../../../src/knowledge/retrieval/question-kind'

describe('normalising', () => {
  it.each([
    ['ＷＩＦＩ密碼是多少？', 'wifi密码是多少'],
    ['物業費…怎麼交！！', '物业费 怎么交'],
    ['  24小时\n热线 ', '24小时 热线'],
    ['😀👍', ''],
  ])('writes 「%s」 as 「%s」', (typed, normal) => {
    expect(normalizeText(typed)).toBe(normal)
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => normalizeText(normalizeText(text)) === normalizeText(text),
      ),
    )
  })
})

describe('filler words', () => {
  it('weigh nothing when they are courtesy, and leave the subject whole', () => {
    expect([...weighCharacters('您好请问门卡呢')].map((weight) => Math.round(weight * 100))).toEqual([
      0, 0, 0, 0, 100, 100, 10,
    ])
  })

  it('leave a negation its weight, since it turns the question around', () => {
    expect(weighCharacters('不能停')[0]).toBe(1)
  })
})

describe('thesaurus words in a text', () => {
  const concepts = createConcepts({
    groups: [
      ['物业费', '管理费', '物业管理费'],
      ['物业', '物管'],
    ],
  })

  it('are found longest first and replaced by the standard word', () => {
    const text = '物业管理费和物管'

    expect(concepts.find(text)).toEqual([
      { group: 0, start: 0, end: 5 },
      { group: 1, start: 6, end: 8 },
    ])
    expect(concepts.toStandard(text, concepts.find(text))).toBe('物业费和物业')
  })
})

describe('kinds of question', () => {
  it('tell what sort of answer is wanted', () => {
    expect(kindAgreement(questionKinds('物业费多少钱'), questionKinds('收费标准是什么'))).toBe(1)
    expect(kindAgreement(questionKinds('物业费多少钱'), questionKinds('物业在哪里'))).toBe(-1)
    expect(kindAgreement(questionKinds('物业费'), questionKinds('物业在哪里'))).toBe(0)
  })
})

describe('denying', () => {
  it.each([
    ['门禁卡刷不开门', true],
    ['家里没水了', true],
    ['能不能养狗', false],
    ['有没有充电桩', false],
    ['不锈钢门多少钱', false],
  ])('「%s」: %s', (text, denies) => {
    expect(negates(text)).toBe(denies)
  })
})

describe('the heaviest common subsequence', () => {
  const measure = (left: number[], right: number[]) => {
    const present = new Uint8Array(256)
    for (const number of right) present[number] = 1
    const ones = new Float32Array(left.length).fill(1)
    return commonSubsequence(Uint8Array.from(left), ones, left.length, Uint8Array.from(right), right.length, present)
  }

  /** The textbook table, as slow as it is plain. */
  const plain = (left: number[], right: number[]): number => {
    const table = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0))
    for (let row = 1; row <= left.length; row++)
      for (let column = 1; column <= right.length; column++)
        table[row]![column] =
          left[row - 1] === right[column - 1]
            ? table[row - 1]![column - 1]! + 1
            : Math.max(table[row - 1]![column]!, table[row]![column - 1]!)
    return table[left.length]![right.length]!
  }

  it('is what the textbook says, for any two texts', () => {
    const text = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 20 })

    fc.assert(fc.property(text, text, (left, right) => measure(left, right) === plain(left, right)))
  })
})

describe('the best slots', () => {
  it('are the same as after sorting everything', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 10 }),
        (scores, room) => {
          const best = createBestSlots(room)
          scores.forEach((score, slot) => {
            if (score > best.bar()) best.add(slot, score)
          })
          const kept = Array.from({ length: best.count }, (_, place) => best.scoreAt(place))

          expect(kept.sort((a, b) => b - a)).toEqual([...scores].sort((a, b) => b - a).slice(0, room))
        },
      ),
    )
  })
})

describe('a posting list', () => {
  it('gives back every impact that was put in, and 0 elsewhere', () => {
    const list = createPostingList()
    for (let slot = 0; slot < 300; slot += 3) appendPosting(list, slot, (slot % 255) + 1)

    for (let slot = 0; slot < 303; slot++)
      expect(impactIn(list, slot)).toBe(slot % 3 === 0 && slot < 300 ? (slot % 255) + 1 : 0)
  })
})
