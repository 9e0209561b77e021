import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { decideHandoff, readHandoffPolicy, shippedHandoffPolicy } from '../../../src/understanding/mood/handoff-policy'
import { advanceMood, CALM } from '../../../src/understanding/mood/mood-line'
import type { MoodLine } from '../../../src/understanding/mood/mood-line'
import { createUnderstanding } from '../../../src/understanding/understand'

const { understand } = createUnderstanding()
const at = new Date('2026-11-21T10:00:00+08:00')

/** The whole talk, one message a minute; the decision at its last turn. */
function decide(...talk: string[]): ReturnType<typeof decideHandoff> {
  let line: MoodLine = CALM
  let reading = understand('你好')
  talk.forEach((text, turn) => {
    reading = understand(text, { history: talk.slice(0, turn) })
    line = advanceMood(line, reading, new Date(at.getTime() + turn * 60_000))
  })
  return decideHandoff(reading, line)
}

describe('the handoff policy, row by row', () => {
  it.each([
    ['说到不想活', 'emergency', ['我不想活了']],
    ['紧急', 'emergency', ['家里着火了']],
    ['要找人工', 'requested', ['转人工']],
    ['悲伤或撑不住', 'sentiment', ['我妈去世了，我快崩溃了']],
    ['辱骂', 'sentiment', ['你们这群王八蛋，吃干饭的']],
    ['扬言投诉曝光', 'sentiment', ['再不来修我就打12345投诉你们']],
    ['愤怒', 'sentiment', ['太过分了，你们今天必须给我一个说法！！']],
    ['这句话本身就该由人接', 'policy', ['你们保安收红包']],
  ] as const)('%s → %s', (row, reason, talk) => {
    expect(decide(...talk)).toMatchObject({ row, reason })
  })

  it('cares first and at once where life is spoken of', () => {
    expect(decide('我不想活了')).toMatchObject({ tone: 'care', atOnce: true })
  })

  it('looks after colleagues who are abused', () => {
    expect(decide('你们这群王八蛋，吃干饭的')).toMatchObject({ tone: 'calm', staffSafety: true })
  })

  it.each([
    ['物业费怎么交'],
    ['厨房水龙头滴水，麻烦来看看'],
    ['楼道有点脏'],
    ['谢谢，已经修好了'],
    ['上次的事谢谢你们，很满意'],
  ])('leaves 「%s」 to the bot', (text) => {
    expect(decide(text)).toBeNull()
  })

  it('calls a person at the third displeased turn, not at the first two', () => {
    const talk = ['楼道垃圾没人扫', '电梯里也脏得很', '这卫生搞得真差']

    expect([decide(...talk.slice(0, 1)), decide(...talk.slice(0, 2))]).toEqual([null, null])
    expect(decide(...talk)).toMatchObject({ row: '越说越不高兴', reason: 'sentiment' })
  })

  it('reaches every row', () => {
    const names = shippedHandoffPolicy().rows.map(({ name }) => name)

    expect(new Set(names).size).toBe(names.length)
    for (const { name, when } of shippedHandoffPolicy().rows) {
      const reading = understand('好')
      const decision = decideHandoff(
        {
          emergency: when.emergency ? { type: when.emergency === 'any' ? 'gas' : when.emergency[0]! } : null,
          sentiment: { label: when.mood?.[0] ?? 'neutral', score: 1 },
          signals: when.signal ?? [],
          handoff:
            when.asked || when.alone
              ? { needed: true, reason: when.asked ? 'requested' : when.alone![0]!, evidence: [] }
              : reading.handoff,
        },
        {
          ...CALM,
          upset: when.over ?? false,
          level: when.level ?? 0,
          upsetTurns: when.upset_turns ?? 0,
          contacts: when.contacts ?? 0,
          brokenPromises: when.broken_promises ?? 0,
        },
      )
      expect(decision?.row).toBe(name)
    }
  })
})

describe('a policy that was edited', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'policy-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is refused with the place of its fault', () => {
    const file = path.join(folder, 'policy.yml')
    writeFileSync(file, 'line: {}\nrows:\n  - name: x\n    when: {}\n    then: { reason: whim, tone: plain }\n')

    expect(() => readHandoffPolicy(file)).toThrow(/rows\.0\.when.*needs a sign/s)
    expect(() => readHandoffPolicy(file)).toThrow(/rows\.0\.then\.reason/)
  })
})
