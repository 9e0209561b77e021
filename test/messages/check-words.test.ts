import { readFileSync, readdirSync } from 'node:fs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { readArticlesIn } from '../../src/knowledge/read-knowledge-dir'
import { checkWords, putsOff } from '../../src/messages/guard/check-words'
import type { FindingKind } from '../../src/messages/guard/check-words'
import { cutToBytes } from '../../src/messages/guard/cut-to-bytes'
import { parseGuardRules, shippedGuardRules, watchGuardRules } from '../../src/messages/guard/guard-rules'
import { staffHints } from '../../src/messages/guard/staff-hints'
import { withoutFindings } from '../../src/messages/guard/without-findings'

const rules = shippedGuardRules()
const kindsIn = (text: string, grounds = {}) => checkWords(text, rules, grounds).map(({ kind }) => kind)

describe('words that rest on nothing of ours', () => {
  it.each<[string, FindingKind]>([
    ['您好，本月物业费全免。', 'money'],
    ['我们会赔您一台新的。', 'money'],
    ['滞纳金给您减免了。', 'money'],
    ['这次上门不收您任何费用。', 'money'],
    ['维修费一共320元。', 'money'],
    ['物业费给您打八折。', 'money'],
    ['师傅30分钟内到。', 'time'],
    ['明天上午一定有人上门。', 'time'],
    ['今晚8点前恢复供水。', 'time'],
    ['三个工作日内答复您。', 'time'],
    ['我们马上修好。', 'time'],
    ['保证不会再漏了。', 'result'],
    ['这是我们的责任，我们负责到底。', 'result'],
    ['肯定能修好。', 'result'],
    ['We guarantee it is fixed.', 'result'],
    ['You get a full refund.', 'money'],
    ['您不交物业费，我们就停您家的水。', 'fee-threat'],
    ['欠费业主的门禁卡会被注销，物业费没交清就断电。', 'fee-threat'],
    ['先停您家的电，直到您交物业费。', 'fee-threat'],
    ['物业费交清了才给您维修。', 'fee-threat'],
    ['这个我不知道。', 'banned'],
    ['可能是水管坏了。', 'banned'],
    ['这事不归物业管。', 'banned'],
    ['最近人手不够。', 'excuse'],
    ['按规定只能这样。', 'excuse'],
    ['张师傅不在，您等等。', 'excuse'],
    ['楼上业主电话是13912345678。', 'personal'],
    ['那辆车是京A12345的。', 'personal'],
    ['是3栋2单元501投诉的您。', 'personal'],
  ])('finds in 「%s」 %s', (text, kind) => {
    expect(kindsIn(text)).toContain(kind)
  })

  it.each([
    '好的，我记下了，请您说一下具体位置。',
    '非常抱歉给您添麻烦了。',
    '着火请马上打119，人先走楼梯下来。',
    '欠物业费不会停水停电，两件事没有关系。',
    '请您拍一张照片发给我。',
  ])('lets 「%s」 stand', (text) => {
    expect(kindsIn(text)).toEqual([])
  })
})

describe('words that rest on something', () => {
  it('stand when a wording of ours covers them whole', () => {
    const approved = ['编号 BX-1，张师傅今天18:30前处理好。']

    expect(kindsIn('您好！\n编号 BX-1，张师傅今天18:30前处理好。', { approved })).toEqual([])
    expect(kindsIn('编号 BX-1，张师傅今天17:30前处理好。', { approved })).toContain('time')
  })

  it('stand when the owner said them, but a longer promise made out of them does not', () => {
    const owner = ['你们经理说物业费全免']

    expect(kindsIn('您说的是：你们经理说物业费全免', { owner })).toEqual([])
    expect(kindsIn('是的，全年停车费也全免', { owner })).toContain('money')
  })

  it('may repeat the owner’s own number and no other', () => {
    const own = ['{"phone":"13812345678"}']

    expect(kindsIn('电话：138 1234 5678', { own })).toEqual([])
    expect(kindsIn('电话：13812345679', { own })).toContain('personal')
  })

  it('may hold a place for a number that only the commit knows, whatever its seal looks like', () => {
    expect(kindsIn('编号 ⟪a13812345678.case1.number⟫。')).toEqual([])
    expect(kindsIn('编号 ⟪13812345678⟫。')).toEqual(['personal'])
  })

  it('may not show another’s number, even inside a wording of ours', () => {
    const approved = ['好的，13912345678会联系您']

    expect(kindsIn('好的，13912345678会联系您', { approved })).toEqual(['personal'])
  })
})

describe('what is left of a text', () => {
  const left = (text: string) => withoutFindings(text, checkWords(text, rules))

  it('loses the sentence, not the reply', () => {
    expect(left('照片收到了。本月物业费全免！请您再说一下位置。')).toBe('照片收到了。请您再说一下位置。')
  })

  it('is nothing when only a greeting would remain', () => {
    expect(left('您好，本月物业费全免')).toBe('')
    expect(left('您好！本月物业费全免。')).toBe('')
  })
})

it('sees a deferral, and none where a person or time is named at once', () => {
  expect(putsOff('我先核实一下，稍后回复您。', rules)).toBe(true)
  expect(putsOff('我们会尽快给您答复。', rules)).toBe(true)
  expect(putsOff('照片收到了，请您再说一句是什么问题。', rules)).toBe(false)
})

it('gives colleagues hints with what to say instead, each once', () => {
  const hints = staffHints('可能要等，可能三天内修好，电话13912345678', rules)

  expect(hints.map(({ kind, quote }) => [kind, quote])).toEqual([
    ['banned', '可能'],
    ['time', '三天内'],
  ])
  expect(hints.every(({ instead }) => instead.length > 4)).toBe(true)
})

it('cuts a flood after a sentence and never inside a character', () => {
  const text = '这是一句话。'.repeat(400)

  const cut = cutToBytes(text, 2048)

  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2048)
  expect(cut.endsWith('。')).toBe(true)
  expect(cutToBytes('😀😀😀', 9)).toBe('😀😀')
})

describe('the file', () => {
  it('breaks no wording and no article that ships: none excuses itself, threatens with fees or shows a number', () => {
    const faults: string[] = []
    const look = (text: string, kinds: FindingKind[], where: string) => {
      for (const { kind, quote } of checkWords(text, rules)) if (kinds.includes(kind)) faults.push(`${where}: ${quote}`)
    }
    const walk = (value: unknown, where: string) => {
      if (typeof value === 'string') look(value, ['banned', 'excuse', 'fee-threat'], where)
      else if (typeof value === 'object' && value !== null)
        for (const [key, part] of Object.entries(value)) if (key !== 'starts') walk(part, `${where}.${key}`)
    }
    for (const name of readdirSync('dialogs').filter((file) => file.endsWith('.yml')))
      walk(parse(readFileSync(path.join('dialogs', name), 'utf8')), name)
    for (const { key, answer } of readArticlesIn('knowledge')) look(answer, ['fee-threat', 'personal'], key)

    expect(faults).toEqual([])
  })

  it('holds from the next sentence on when it is edited, and stays as it was when the edit has a fault', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'guard-'))
    const file = path.join(folder, 'rules.yml')
    const write = (banned: string) =>
      writeFileSync(
        file,
        `banned: [{ words: '${banned}', instead: x }]\nexcuses: []\npromises: { money: [], time: [], result: [] }\nfeeThreats: []\ndeferrals: []\n`,
      )
    write('甲')
    const faults: string[] = []
    const watched = watchGuardRules(file, (fault) => faults.push(fault.message))

    write('甲乙丙')
    expect(checkWords('甲乙丙', watched.current())).toHaveLength(1)
    write('(甲')
    expect(checkWords('甲乙丙', watched.current())).toHaveLength(1)

    expect(faults).toEqual([expect.stringContaining('banned.0.words: no regular expression')])
    rmSync(folder, { recursive: true })
  })

  it('names every fault and where it stands', () => {
    expect(() => parseGuardRules('banned: [{ words: a }]\nexcuse: []')).toThrow(/banned\.0\.instead.*promises/)
  })
})
