import type { DeskHandoff, TalkItem } from '../../../src/console/contract/console'
import { findNews } from '../../../src/console/web/desk/features/talks/notices/find-news'
import { countWords } from '../../../src/console/web/desk/features/talks/count-words'

const handoff = (facts: Partial<DeskHandoff> = {}): DeskHandoff => ({
  id: 'ho1',
  conversationId: 'cv1',
  user: 'u1',
  reason: 'requested',
  evidence: [],
  status: 'waiting',
  assignee: null,
  card: {},
  openedAt: '2026-11-21T09:00:00+08:00',
  acceptedAt: null,
  closedAt: null,
  mode: 'console',
  staffed: true,
  dueAt: null,
  call: null,
  ...facts,
})
const talk = (facts: Partial<TalkItem> = {}): TalkItem => ({
  id: 'cv1',
  channel: 'web',
  user: 'u1',
  name: null,
  community: null,
  lastAt: '2026-11-21T09:00:00+08:00',
  lastText: '',
  lastAuthor: 'owner',
  unread: 1,
  handoff: null,
  openCases: 0,
  ...facts,
})
const waiting = talk({ handoff: handoff() })
const mine = talk({ handoff: handoff({ status: 'active', assignee: '徐静' }) })
const later = { lastAt: '2026-11-21T09:05:00+08:00' }
const call = { id: 'tn1', by: '李明', meantFor: '徐静', text: '', at: '2026-11-21T09:00:00+08:00' }

it.each([
  ['nothing at the first reading', null, [waiting], []],
  ['an owner who waits now', [talk()], [waiting], ['waiting']],
  ['an owner of whom nothing was known', [], [waiting], ['waiting']],
  ['nobody twice', [waiting], [waiting], []],
  ['an owner who waits again', [{ ...waiting, handoff: handoff({ id: 'ho0' }) }], [waiting], ['waiting']],
  ['my own owner who wrote', [mine], [{ ...mine, ...later }], ['wrote']],
  ['not my own words', [mine], [{ ...mine, ...later, lastAuthor: 'staff' as const }], []],
  [
    'not the owner of a colleague',
    [mine],
    [{ ...mine, ...later, handoff: { ...mine.handoff!, assignee: '李明' } }],
    [],
  ],
  ['a talk that was passed to me', [{ ...mine, handoff: { ...mine.handoff!, assignee: '李明' } }], [mine], ['passed']],
  ['not what I took myself', [waiting], [{ ...mine, unread: 0 }], []],
  ['a call for me', [mine], [{ ...mine, handoff: { ...mine.handoff!, call } }], ['called']],
  [
    'no call for somebody else',
    [mine],
    [{ ...mine, handoff: { ...mine.handoff!, call: { ...call, meantFor: '王' } } }],
    [],
  ],
  ['a talk that the bot has', [talk()], [{ ...talk(), ...later }], []],
] as [string, TalkItem[] | null, TalkItem[], string[]][])('tells of %s', (_what, before, after, expected) => {
  expect(findNews(before, after, '徐静').map(({ kind }) => kind)).toEqual(expected)
})

it.each([
  [-5_000, '0秒'],
  [42_000, '42秒'],
  [185_000, '3分05秒'],
  [3_600_000, '1小时'],
])('counts the waiting by seconds within the first hour: %i ms is %s', (ms, words) => {
  expect(countWords(ms)).toBe(words)
})
