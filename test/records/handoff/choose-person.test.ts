import { rankForHandoff, type Candidate } from '../../../src/records/handoff/choose-person'
import {
  afterQuiet,
  readServicePolicy,
  ServicePolicy,
  shippedServicePolicy,
} from '../../../src/records/handoff/service-policy'

const someone = (facts: Partial<Candidate> & { id: string }): Candidate => ({
  name: facts.id,
  title: '',
  role: 'service',
  skills: [],
  wecomUserId: null,
  duty: {},
  load: 0,
  ...facts,
})
const first = (candidates: Candidate[], matter: { words?: string; building?: string; served?: string }) =>
  rankForHandoff(candidates, {
    words: matter.words ?? '',
    building: matter.building ?? null,
    served: matter.served ?? null,
  })[0]?.id

const fee = someone({ id: 'fee', skills: ['收费'] })
const gate = someone({ id: 'gate', skills: ['门禁'] })
const near = someone({ id: 'near', role: 'housekeeper', duty: { buildings: ['3'] } })
const far = someone({ id: 'far', role: 'housekeeper', duty: { buildings: ['7'] } })
const boss = someone({ id: 'boss', role: 'supervisor', skills: ['收费'] })

test.each([
  ['who knows the matter', [gate, fee], { words: '收费争议' }, 'fee'],
  ['the housekeeper of that building', [gate, far, near], { building: '3' }, 'near'],
  ['not the housekeeper of another one', [far, gate], { building: '3' }, 'gate'],
  ['a supervisor last', [boss, gate], { words: '收费' }, 'gate'],
  [
    'the less busy of two',
    [
      { ...gate, load: 2 },
      { ...fee, load: 1 },
    ],
    {},
    'fee',
  ],
  [
    'nobody with three talks while a colleague has none, skill or not',
    [{ ...fee, load: 3 }, gate],
    { words: '收费' },
    'gate',
  ],
  [
    'whoever sits at the desk, before who served or knows more',
    [fee, { ...near, here: true }],
    { words: '收费', served: 'fee' },
    'near',
  ],
  ['whoever served this owner before', [fee, gate], { words: '收费', served: 'gate' }, 'gate'],
] as const)('asks %s', (_name, candidates, matter, expected) => {
  expect(first([...candidates], matter)).toBe(expected)
})

test.each([
  ['2026-11-21T10:00:00+08:00', '2026-11-21T10:00:00+08:00'],
  ['2026-11-21T21:00:00+08:00', '2026-11-22T08:00:00+08:00'],
  ['2026-11-22T03:00:00+08:00', '2026-11-22T08:00:00+08:00'],
  ['2026-11-22T08:00:00+08:00', '2026-11-22T08:00:00+08:00'],
])('an owner is next written to unasked at: %s → %s', (at, expected) => {
  expect(afterQuiet(shippedServicePolicy(), new Date(at), 'Asia/Shanghai')).toEqual(new Date(expected))
})

test('a table whose chain does not end with the named manager is refused, with the place and the reason', () => {
  const policy = structuredClone(shippedServicePolicy())
  policy.handoff.steps.pop()

  const read = ServicePolicy.safeParse(policy)

  expect(read.error?.issues[0]?.path.join('.')).toBe('handoff.steps')
  expect(read.error?.issues[0]?.message).toContain('B10')
  expect(() => readServicePolicy('package.json')).toThrow(/package\.json:1 quiet: /)
})
