import { readCard } from '../../../src/console/web/desk/features/talks/read-card'

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
