import { countQuestion, Memory, remember } from '../../src/conversation/memory'

const AT = new Date('2026-11-21T10:00:00+08:00')

it('keeps no half of a character: what stands on a handoff card of this very turn must be storable', () => {
  const memory = Memory.parse({})

  countQuestion(memory, 'key', AT, { words: `${'问'.repeat(199)}😀` })
  remember(memory, `${'说'.repeat(499)}😀`, AT)

  expect(JSON.stringify([memory.asked, memory.history])).not.toMatch(/\\ud[89a-f]/)
  expect(memory.history[0]).toHaveLength(499)
})

it('counts a question within a day and keeps the last ten', () => {
  const memory = Memory.parse({})
  for (let index = 0; index < 15; index++) countQuestion(memory, `q${index}`, AT)

  expect(countQuestion(memory, 'q14', AT)).toBe(2)
  expect(countQuestion(memory, 'q14', new Date(AT.getTime() + 25 * 3600_000))).toBe(1)
  expect(memory.asked.length).toBeLessThanOrEqual(10)
})

it('goes on from a talk of an older version, which knows no messages', () => {
  const memory = Memory.parse({
    history: ['小区几点关门'],
    asked: [{ normal: 'gate', times: 1, at: AT.toISOString() }],
  })

  remember(memory, '那车位呢', AT, ['m2'])

  expect(memory).toMatchObject({ history: ['小区几点关门', '那车位呢'], historyIn: [['m2']], asked: [{ toldIn: [] }] })
})
