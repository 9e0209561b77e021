import { summaryValues } from '../../../src/conversation/slots/summary-values'
import type { Turn } from '../../../src/conversation/turn'
import type { DialogDefinition } from '../../../src/dialogs/definition'
import { shippedGuardRules } from '../../../src/messages/guard/guard-rules'
import { checkWords } from '../../../src/messages/guard/check-words'

const turn = { phrases: { language: 'zh', say: (key: string) => key } } as unknown as Turn
const definition = { slots: [] } as unknown as DialogDefinition

it('says nothing back that the bot never says, whichever slot it was said in', () => {
  const shown = summaryValues(turn, definition, {
    matter: '我想可能是水管坏了',
    spot: { place: '我也不知道，大门左边', scope: 'public' },
    facts: { company: '我想可能自己装', plate: '苏A66666', from: '说明书第3页' },
  })

  expect(shown).toMatchObject({ matter: '是水管坏了', company: '自己装', plate: '苏A66666', from: '说明书第3页' })
  expect(shown['place']).toContain('大门左边')
  const banned = checkWords(Object.values(shown).join('\n'), shippedGuardRules()).filter(
    ({ kind }) => kind === 'banned',
  )
  expect(banned).toEqual([])
})

it('leaves the sense of what somebody says cannot be', () => {
  const shown = summaryValues(turn, definition, { matter: '我家门不可能关上了，尽可能早点修' })

  expect(shown['matter']).toBe('我家门不会关上了，尽量早点修')
})
