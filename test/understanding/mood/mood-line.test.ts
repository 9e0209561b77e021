import { advanceMood, CALM, MoodLine, readMoodLine } from '../../../src/understanding/mood/mood-line'
import type { MoodReading } from '../../../src/understanding/mood/mood-line'
import { createUnderstanding } from '../../../src/understanding/understand'
import type { SentimentLabel, Signal } from '../../../src/understanding/understanding'

const start = Date.parse('2026-11-21T10:00:00+08:00')
const minute = (count: number): Date => new Date(start + count * 60_000)

function says(label: SentimentLabel, ...signals: Signal[]): MoodReading {
  return { sentiment: { label, score: 0.8 }, signals, handoff: { needed: false, reason: null, evidence: [label] } }
}

function talk(...readings: MoodReading[]): MoodLine {
  return readings.reduce((line, reading, turn) => advanceMood(line, reading, minute(turn)), CALM)
}

describe('the mood line', () => {
  it('rises above the upper line at one angry turn', () => {
    expect(talk(says('angry'))).toMatchObject({ upset: true, level: 1, upsetSince: minute(0).toISOString() })
  })

  it('needs three restrained turns in a row to do the same', () => {
    expect(talk(says('negative'), says('negative')).upset).toBe(false)
    expect(talk(says('negative'), says('negative'), says('negative'))).toMatchObject({ upset: true, upsetTurns: 3 })
  })

  it('is not calmed by a single kind word after a quarrel, and is by several', () => {
    expect(talk(says('angry'), says('positive')).upset).toBe(true)
    expect(talk(says('angry'), says('positive'), says('positive'), says('positive')).upset).toBe(false)
  })

  it('keeps the row of displeased turns through an address given in between', () => {
    expect(talk(says('negative'), says('neutral'), says('negative'), says('neutral')).upsetTurns).toBe(2)
  })

  it('falls below the lower line when the owner comes back the next day', () => {
    const angry = advanceMood(CALM, says('angry'), minute(0))

    expect(advanceMood(angry, says('neutral'), minute(20)).upset).toBe(true)
    expect(advanceMood(angry, says('neutral'), minute(24 * 60)).upset).toBe(false)
  })

  it('adds signals to displeasure, but makes none of them', () => {
    expect(talk(says('neutral', 'repeat', 'vulnerable'))).toMatchObject({ level: 0, contacts: 1 })
    expect(talk(says('negative', 'repeat')).level).toBeGreaterThan(talk(says('negative')).level)
    expect(talk(says('negative', 'broken_promise'), says('negative', 'false_completion')).brokenPromises).toBe(2)
  })

  it('stays between calm and furious, whatever is said in whatever order', () => {
    const labels: SentimentLabel[] = ['angry', 'negative', 'neutral', 'positive']
    let line = CALM
    let state = 7
    for (let turn = 0; turn < 500; turn += 1) {
      state = (state * 1103515245 + 12345) % 2147483648
      const label = labels[Math.floor(state / 65536) % labels.length] ?? 'neutral'
      line = advanceMood(line, says(label, 'threat', 'repeat'), minute(turn))
      expect(MoodLine.safeParse(line).success).toBe(true)
    }
  })

  it('survives being stored, and takes what is missing or broken for calm', () => {
    const line = talk(says('angry', 'threat'))

    expect(readMoodLine(JSON.parse(JSON.stringify(line)))).toEqual(line)
    expect(readMoodLine(undefined)).toEqual(CALM)
    expect(readMoodLine({ level: 'high' })).toEqual(CALM)
    expect(readMoodLine({ level: 0.5 })).toMatchObject({ level: 0.5, contacts: 0 })
  })

  it('does not go back in time when messages arrive out of order', () => {
    const later = advanceMood(CALM, says('negative'), minute(10))

    expect(advanceMood(later, says('negative'), minute(5)).level).toBeGreaterThanOrEqual(later.level)
  })

  it('follows a real talk that gets worse', () => {
    const { understand } = createUnderstanding()
    const words = ['楼道灯坏了好几天了还没人修', '3栋2单元501', '都说了几遍了怎么还没来', '你们到底管不管']
    const line = words.reduce((so, text, turn) => advanceMood(so, understand(text), minute(turn)), CALM)

    expect(line).toMatchObject({ upset: true, upsetTurns: 3 })
    expect(line.trigger).not.toBeNull()
  })
})
