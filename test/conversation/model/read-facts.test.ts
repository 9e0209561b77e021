import { createReader } from '../../../src/conversation/create-reader'
import { isSaid } from '../../../src/conversation/model/is-said'
import { readFacts } from '../../../src/conversation/model/read-facts'
import { withHints } from '../../../src/conversation/model/with-hints'
import type { SlotDefinition } from '../../../src/dialogs/definition'
import { createUnderstanding } from '../../../src/understanding/understand'

const reader = createReader(createUnderstanding())
const said = (text: string) => ({ text, at: new Date('2026-11-21T10:00:00+08:00'), timeZone: 'Asia/Shanghai', reader })
const NONE = { home: null, place: null, time: null, phone: null, name: null }
const STORY = '我家是3栋2单元501，厨房水管漏，明天下午来，打13812345678找周建国'

describe('what a model pointed at', () => {
  it('is read by our own parsers', () => {
    const facts = { home: '3栋2单元501', place: '厨房', time: '明天下午', phone: '13812345678', name: '周建国' }

    expect(readFacts(facts, said(STORY))).toMatchObject({
      home: { building: '3', unit: '2', room: '501' },
      spot: { place: '厨房', scope: 'home' },
      appointment: { text: '明天下午' },
      phone: '13812345678',
      name: '周建国',
    })
  })

  it('is nothing when nobody said it, or when no parser can read it', () => {
    expect(readFacts({ ...NONE, home: '9栋909', phone: '13900000000' }, said(STORY))).toEqual({})
    expect(readFacts({ ...NONE, home: '水管漏', phone: '3栋2单元', time: '找周建国' }, said(STORY))).toEqual({})
  })

  it('counts as said with other spaces and marks, but not with other words', () => {
    expect(isSaid('3栋 2单元，501', STORY)).toBe(true)
    expect(isSaid('3栋2单元502', STORY)).toBe(false)
    expect(isSaid('，。', STORY)).toBe(false)
  })
})

describe('filling with it', () => {
  const slot = (kind: SlotDefinition['kind'], given: Partial<SlotDefinition> = {}): SlotDefinition => ({
    name: kind,
    kind,
    required: 'always',
    skippable: false,
    together: false,
    ...given,
  })
  const answer = (values = {}, problem: 'phone-short' | null = null) => ({
    values,
    declined: [],
    problem,
    fits: false,
    replacesMatter: false,
    wrongFact: null,
    corrects: false,
    wrong: null,
    bare: false,
    urgent: false,
  })
  const time = (hour: string) => ({ from: `2026-11-22T${hour}:00:00+08:00`, to: null, text: '明天' })
  const ZONE = 'Asia/Shanghai'

  it('fills what is empty and leaves what our parsers read', () => {
    const filled = withHints(
      answer({ phone: '13812345678' }),
      [slot('phone'), slot('name')],
      { phone: '13899999999', name: '周建国' },
      ZONE,
    )

    expect(filled).toMatchObject({ values: { phone: '13812345678', name: '周建国' }, fits: true })
  })

  it('fills no slot that the dialog does not have', () => {
    const plain = answer()

    expect(withHints(plain, [slot('text')], { phone: '13812345678', name: '周建国' }, ZONE)).toBe(plain)
  })

  it('books nobody at night, and no time at all while something else is at fault', () => {
    const visit = [slot('time', { hours: '08:00-20:00' })]

    expect(withHints(answer(), visit, { appointment: time('15') }, ZONE).values.appointment).toBeDefined()
    expect(withHints(answer(), visit, { appointment: time('03') }, ZONE).values.appointment).toBeUndefined()
    expect(withHints(answer({}, 'phone-short'), visit, { appointment: time('15') }, ZONE).values).toEqual({})
  })
})
