import { readCard, tippedWords } from '../../../src/console/web/desk/features/talks/read-card'

it('shows what a card has', () => {
  const card = readCard({
    summary: '漏水两天，想今天修。',
    facts: { name: '王女士', phone: null, home: '3栋1202', said: ['漏水', ''] },
    attempts: [{ question: '漏水怎么办', times: 2 }],
    promises: [{ number: 'BX-1' }, { number: null }],
    mood: { label: 'angry', signals: ['threat'], tippedBy: '打12345' },
    doNotAskAgain: ['电话'],
  })

  expect(card).toEqual({
    summary: '漏水两天，想今天修。',
    facts: [
      { label: '称呼', value: '王女士' },
      { label: '门牌', value: '3栋1202' },
    ],
    said: ['漏水'],
    attempts: ['漏水怎么办（问过2次）'],
    promises: ['BX-1'],
    mood: { label: '激动', tippedBy: '打12345', signals: ['提到投诉或曝光'] },
    doNotAskAgain: ['电话'],
  })
})

it.each([[{}], [{ facts: 'x', attempts: {}, promises: null, mood: [], doNotAskAgain: 5 }]])(
  'takes any card, even a broken one: %j',
  (card) => {
    expect(readCard(card)).toEqual({
      summary: '',
      facts: [],
      said: [],
      attempts: [],
      promises: [],
      mood: null,
      doNotAskAgain: [],
    })
  },
)

it('shows the article beside the owner’s own words, a promise with its time, the role, and what the last colleague left', () => {
  const card = readCard({
    facts: { name: '王女士', role: 'tenant', verified: false },
    attempts: [{ question: '几点关门', times: 1, article: '健身房开放时间' }],
    promises: [{ number: 'ZX-1', what: '办结或答复', dueAt: '2020-11-21T18:00:00.000+08:00', late: true }],
    lastServed: { by: '宋燕', summary: '已答应明天换灯' },
  })

  expect(card.attempts).toEqual(['几点关门 → 健身房开放时间'])
  expect(card.promises).toEqual(['ZX-1 办结或答复 2020年11月21日 18:00前（已超时）'])
  expect(card.facts).toEqual([
    { label: '称呼', value: '王女士' },
    { label: '身份', value: '租户（自己说的，未核实）' },
    { label: '上次接待', value: '宋燕：已答应明天换灯' },
  ])
})

it('quotes what tipped it by its sentence, once, and as it is where no sentence has it', () => {
  const said = '快来人！电梯停了，我被困在里面'
  const card = readCard({ facts: { said: [said] }, mood: { label: 'negative', tippedBy: '电梯停了，我被困在里面' } })

  expect(tippedWords(['梯停了，我被困', '被困', '快来人', '没有了'], card)).toEqual([
    '电梯停了，我被困在里面',
    said,
    '没有了',
  ])
})
