import { createReader } from '../../src/conversation/create-reader'
import { excerptOf, piecesOf } from '../../src/conversation/excerpt'
import { createUnderstanding } from '../../src/understanding/understand'
import { startTalk, type Talk } from '../support/talk'

const AT = new Date('2026-11-21T10:00:00+08:00')
const CALM = '今天天气不错，我在小区里散步。'

describe('words longer than anybody types', () => {
  it('are read by their beginning and their end, and nothing longer is handed to what reads them', () => {
    const asked: number[] = []
    const understander = createUnderstanding()
    const reader = createReader({
      understand: (text, options) => {
        asked.push(text.length)
        return understander.understand(text, options)
      },
    })

    reader.understand('！'.repeat(6_000), { at: AT })

    expect(Math.max(...asked)).toBeLessThanOrEqual(2100)
    expect(excerptOf('short')).toBe('short')
    expect(excerptOf(`头${'，'.repeat(5000)}尾`)).toMatch(/^头.*……，*尾$/)
    expect(excerptOf('😀'.repeat(3000)).isWellFormed()).toBe(true)
  })

  it('come in pieces in which no word is cut for good', () => {
    const words = Array.from({ length: 900 }, (_, index) => `第${index}个`)

    const pieces = piecesOf(words.join('，'))

    for (const word of words) expect(pieces.some((piece) => piece.includes(word))).toBe(true)
  })
})

describe('danger in the middle of very long words', () => {
  let talk: Talk
  beforeAll(async () => void (talk = await startTalk()))
  afterAll(() => talk.close())

  it.each([
    ['one message', [`${CALM.repeat(150)}厨房有很浓的煤气味，我头晕。${CALM.repeat(150)}`]],
    ['a burst', [...Array(10).fill(CALM.repeat(12)), '厨房有很浓的煤气味，我头晕', ...Array(10).fill(CALM.repeat(12))]],
  ])('is danger, in %s', async (_how, messages) => {
    const [reply] = await talk.burst(messages, { user: `danger-${messages.length}` })

    expect(reply!.text).toContain('燃气阀')
    const cases = await talk.db.query<{ emergency_type: string }>(
      'test-cases',
      'select emergency_type from cases where user_id = $1',
      [`danger-${messages.length}`],
    )
    expect(cases).toEqual([{ emergency_type: 'gas' }])
  })
})
