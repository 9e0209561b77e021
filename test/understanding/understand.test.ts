import path from 'node:path'
import { run as evaluateUnderstanding } from '../../src/tools/eval/understand'
import { createUnderstanding, detectEmergency } from '../../src/understanding/understand'
import { parseLocation } from '../../src/understanding/slots/parse-location'
import { parsePhone } from '../../src/understanding/slots/parse-phone'
import { parseRating } from '../../src/understanding/slots/parse-rating'
import { parseYesNo } from '../../src/understanding/slots/parse-yes-no'
import { parseTime } from '../../src/understanding/time/parse-time'
import { LEXICON_FOLDER } from '../../src/understanding/words/read-lexicon-files'

const { understand } = createUnderstanding()
const at = new Date('2026-11-21T10:00:00+08:00')

describe('emergencies', () => {
  it.each([
    ['着火', 'fire'],
    ['煤汽味好大', 'gas'],
    ['电梯卡住了我和孩子出不来', 'elevator'],
    ['水管爆了', 'water'],
    ['我不想活了', 'self_harm'],
    ['孩子不见了', 'missing'],
  ])('fires at %s', (text, type) => {
    expect(detectEmergency(text)?.type).toBe(type)
  })

  it.each(['上次电梯困人怎么赔', '会不会着火', '热得要着火了', '气炸了', '停电几天前通知', '火已经灭了，不用来了'])(
    'stays calm at %s',
    (text) => {
      expect(detectEmergency(text)).toBeNull()
    },
  )
})

describe('slots', () => {
  it.each([
    ['3栋2单元501', '3', '2', '501'],
    ['三号楼二单元五零一', '3', '2', '501'],
    ['3-2-0501', '3', '2', '0501'],
    ['8#1202', '8', null, '1202'],
  ])('reads the house in %s', (text, building, unit, room) => {
    expect(parseLocation(text)).toMatchObject({ building, unit, room })
  })

  it('reads a phone said aloud and reports one that is a digit short', () => {
    expect(parsePhone('幺三八零零一三八零零零')).toMatchObject({ status: 'ok', value: '13800138000' })
    expect(parsePhone('1380013800')).toMatchObject({ status: 'short', missing: 1 })
  })

  it('reads yes and no with the longer reading first', () => {
    expect(['不对', '没问题', '嗯嗯', '对不对'].map((text) => parseYesNo(text))).toEqual([false, true, true, null])
  })

  it('reads ratings and leaves minutes alone', () => {
    expect(['五星', '打3分', '不满意', '三十分钟'].map((text) => parseRating(text))).toEqual([5, 3, 2, null])
  })

  it.each([
    ['明早九点', '2026-11-22T09:00:00+08:00'],
    ['3点', '2026-11-21T15:00:00+08:00'],
    ['半小时后', '2026-11-21T10:30:00+08:00'],
    ['3号', '2026-12-03T00:00:00+08:00'],
  ])('turns %s to the future', (text, from) => {
    expect(parseTime(text, at)?.from).toBe(from)
  })

  it('never books in the past', () => {
    expect(parseTime('昨天下午', at)).toBeNull()
  })
})

describe('a whole message', () => {
  it('keeps a rule question a question, whatever words it holds', () => {
    expect(understand('空调坏了物业管修吗，怎么收费的').intent).toBe('faq')
  })

  it('hands over to a person who is asked for in letters', () => {
    expect(understand('rg').handoff).toMatchObject({ needed: true, reason: 'requested' })
  })

  it('calls the same question stuck when it comes for the third time', () => {
    const history = ['物业费怎么交啊', '物业费怎么交']

    expect(understand('物业费怎么交呢', { history }).handoff.reason).toBe('stuck')
  })

  it.each(['', ' ', '\ud800', '\u0000\u0001', '漏水'.repeat(2500), '1'.repeat(5000), '-'.repeat(5000)])(
    'answers any text without throwing (%#)',
    (text) => {
      const start = process.cpuUsage()

      expect(understand(text, { at }).confidence).toBeGreaterThanOrEqual(0)

      expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
    },
  )

  it('keeps the committed score on the unseen split', async () => {
    const { json } = await evaluateUnderstanding({ file: path.join(LEXICON_FOLDER, 'samples/unseen.jsonl') })

    const score = json as Record<string, number>
    expect(score['intentAccuracy']).toBeGreaterThanOrEqual(0.9)
    expect(score['upsetRecall']).toBeGreaterThanOrEqual(0.9)
    expect(score['handoffRecall']).toBeGreaterThanOrEqual(0.92)
    expect(score['handoffPrecision']).toBeGreaterThanOrEqual(0.85)
    expect(score['falseAlarms']).toBeLessThanOrEqual(0.02)
    expect(score['emergencyRecall']).toBeGreaterThanOrEqual(0.96)
  })
})
