import type { SlotDefinition } from '../../../src/dialogs/definition'
import { readChoice } from '../../../src/conversation/slots/read-choice'

const slot = (...labels: string[]): SlotDefinition => ({
  name: 'kind',
  kind: 'choice',
  required: 'always',
  skippable: false,
  together: false,
  options: labels.map((zh, index) => ({ id: `o${index + 1}`, label: { zh } })),
})
const chosen = (labels: string[], text: string) => readChoice(slot(...labels), text, { asked: true, yesNo: null })

it.each(['IC卡', 'A座', 'VIP车位', 'C++', '其他 (other', 'B１区'])(
  'takes the label 「%s」 as an editor wrote it',
  (label) => {
    expect(chosen(['手机', label], label)).toBe('o2')
    expect(chosen(['手机', label], `就${label}吧`)).toBe('o2')
  },
)

it('finds an English word only where it stands whole', () => {
  expect(chosen(['no', 'later'], 'not now')).toBeNull()
  expect(chosen(['no', 'later'], 'no, thanks')).toBe('o1')
  expect(chosen(['A座', 'B座'], 'DNA座')).toBeNull()
})

it('takes the longest label that fits', () => {
  expect(chosen(['同意', '不同意'], '我不同意')).toBe('o2')
})
