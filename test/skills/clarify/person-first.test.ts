import type { Turn } from '../../../src/conversation/turn'
import { clarify } from '../../../src/skills/clarify/clarify'

const undecided = (handoffNeeded: boolean) =>
  ({
    understanding: { intent: 'repair', unsure: ['repair', 'complaint'], handoff: { needed: handoffNeeded } },
    draft: null,
    hasMore: false,
    named: null,
    facts: { menuId: null },
    memory: { clarify: null, lastAt: null },
  }) as unknown as Turn

it('asks nobody which of two they mean who is given a person anyway', async () => {
  expect(await clarify.claims!(undecided(false))).toBe(true)
  expect(await clarify.claims!(undecided(true))).toBe(false)
})
