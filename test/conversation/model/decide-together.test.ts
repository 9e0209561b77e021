import { decideTogether } from '../../../src/conversation/model/decide-together'
import type { Proposal } from '../../../src/conversation/model/second-opinion'
import { worthAsking } from '../../../src/conversation/model/worth-asking'
import type { Understanding } from '../../../src/understanding/understanding'

const local = (given: Partial<Understanding> = {}): Understanding => ({
  intent: 'other',
  confidence: 0.4,
  alsoIntents: [],
  sentiment: { label: 'neutral', score: 0.8 },
  emergency: null,
  handoff: { needed: false, reason: null, evidence: [] },
  entities: [],
  signals: [],
  evidence: [],
  ...given,
})
const proposed = (given: Partial<Proposal> = {}): Proposal => ({
  intent: 'other',
  sentiment: 'neutral',
  emergency: null,
  handoff: null,
  facts: { home: null, place: null, time: null, phone: null, name: null },
  ...given,
})
const TEXT = '家里那个阀门那边一直嘶嘶响，人有点晕'

describe('a model beside local understanding', () => {
  it('raises an emergency with words that were said', () => {
    const { understanding } = decideTogether(
      local(),
      proposed({ emergency: { type: 'gas', quote: '阀门那边一直嘶嘶响' } }),
      TEXT,
    )

    expect(understanding).toMatchObject({
      intent: 'emergency',
      emergency: { type: 'gas' },
      handoff: { needed: true, reason: 'emergency', evidence: ['阀门那边一直嘶嘶响'] },
    })
  })

  it('raises nothing with words nobody said', () => {
    const { understanding, decided } = decideTogether(
      local(),
      proposed({
        emergency: { type: 'gas', quote: '燃气泄漏了' },
        handoff: { reason: 'requested', quote: '我要找经理' },
      }),
      TEXT,
    )

    expect(understanding.emergency).toBeNull()
    expect(understanding.handoff.needed).toBe(false)
    expect(decided).toEqual({ emergency: false, handoff: false, intent: false, sentiment: false })
  })

  it('never lowers an emergency, a handoff or a mood', () => {
    const danger = local({
      intent: 'emergency',
      confidence: 0.99,
      emergency: { type: 'fire' },
      sentiment: { label: 'angry', score: 0.9 },
      handoff: { needed: true, reason: 'emergency', evidence: ['着火'] },
    })

    const { understanding } = decideTogether(danger, proposed({ intent: 'chitchat', sentiment: 'positive' }), '着火了')

    expect(understanding).toEqual(danger)
  })

  it.each([
    ['a guess', { intent: 'chitchat', confidence: 0.4 }, 'repair', 'repair'],
    ['another matter, when the first was a guess', { intent: 'repair', confidence: 0.5 }, 'faq', 'faq'],
    ['not what was sure', { intent: 'faq', confidence: 0.8 }, 'repair', 'faq'],
    ['no small talk instead of a matter', { intent: 'complaint', confidence: 0.4 }, 'chitchat', 'complaint'],
    ['no cancel', { intent: 'repair', confidence: 0.4 }, 'cancel', 'repair'],
    ['no emergency without its own words', { intent: 'repair', confidence: 0.4 }, 'emergency', 'repair'],
    ['nobody’s wish for a person taken away', { intent: 'human', confidence: 0.4 }, 'faq', 'human'],
  ] as const)('takes as intent %s', (_name, known, intent, expected) => {
    const { understanding } = decideTogether(local(known), proposed({ intent }), TEXT)

    expect(understanding.intent).toBe(expected)
  })

  it('lets a mood sink, so that a person is called sooner', () => {
    const { understanding } = decideTogether(local(), proposed({ sentiment: 'angry' }), TEXT)

    expect(understanding.sentiment.label).toBe('angry')
  })
})

describe('whether a model is asked', () => {
  it.each([
    ['when local understanding is a guess', local({ confidence: 0.5 }), TEXT, 'unsure'],
    ['when much is at stake', local({ confidence: 0.9, signals: ['repeat'] }), TEXT, 'high-stakes'],
    ['when a matter is told at length', local({ confidence: 0.9, intent: 'repair' }), TEXT.repeat(4), 'rambling'],
    ['not when all is clear', local({ confidence: 0.9, intent: 'faq' }), TEXT, null],
    [
      'not when danger is plain: nobody waits then',
      local({ confidence: 0.5, emergency: { type: 'fire' } }),
      TEXT,
      null,
    ],
    ['not for a word or two', local({ confidence: 0.3 }), '在吗', null],
  ] as const)('%s', (_name, heard, text, expected) => {
    expect(worthAsking(heard, text)).toBe(expected)
  })
})
