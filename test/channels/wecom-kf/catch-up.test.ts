import { releaseAll, sortOut } from '../../../src/channels/wecom-kf/catch-up'
import type { HeldByUser } from '../../../src/channels/wecom-kf/catch-up'
import type { Arrival } from '../../../src/queue/arrival'

const now = new Date('2026-11-21T10:00:00Z')
const MINUTE = 60_000

/** Pages of a catch-up, one after the other, and all that came out of them in order. */
function catchUp(...pages: Arrival[][]): Array<{ id: string; turn: boolean }> {
  const held: HeldByUser = new Map()
  const out = pages.flatMap((page) => sortOut(page, held, now))
  return [...out, ...releaseAll(held, now)].map(({ message, turn }) => ({ id: message.id, turn }))
}
const owner = (id: string, minutesAgo: number, user = 'wmA'): Arrival => ({
  author: 'owner',
  direction: 'in',
  turn: true,
  message: {
    id,
    channel: 'wecom-kf',
    account: 'wk',
    user,
    sourceId: id,
    at: new Date(now.getTime() - minutesAgo * MINUTE),
    content: { kind: 'text', text: id },
  },
})
const staff = (id: string, minutesAgo: number): Arrival => ({
  ...owner(id, minutesAgo),
  author: 'staff',
  direction: 'out',
  turn: false,
})
const yes = (id: string) => ({ id, turn: true })
const no = (id: string) => ({ id, turn: false })

test('what is fresh is answered as always', () => {
  expect(catchUp([owner('a', 9), owner('b', 1, 'wmB')])).toEqual([yes('a'), yes('b')])
})

test('of three old questions only the newest is answered, on whatever page it came', () => {
  expect(catchUp([owner('a', 300), owner('b', 200)], [], [owner('c', 100)])).toEqual([no('a'), no('b'), yes('c')])
})

test('what was written in one go is one question', () => {
  expect(catchUp([owner('a', 103), owner('b', 102)], [owner('c', 101)])).toEqual([yes('a'), yes('b'), yes('c')])
})

test('a fresh message takes an old one along only if they belong together', () => {
  expect(catchUp([owner('a', 12), owner('b', 8)])).toEqual([yes('a'), yes('b')])
  expect(catchUp([owner('a', 30), owner('b', 8)])).toEqual([no('a'), yes('b')])
})

test('a question that staff have answered is not open any more', () => {
  expect(catchUp([owner('a', 300), staff('s', 290)])).toEqual([no('a'), no('s')])
  expect(catchUp([owner('a', 300), staff('s', 290), owner('b', 200)])).toEqual([no('a'), no('s'), yes('b')])
})

test('owners do not stand in each other’s way', () => {
  const out = catchUp([owner('a', 300), owner('b', 299, 'wmB')], [owner('c', 100)])

  expect(out).toContainEqual(yes('b'))
  expect(out).toContainEqual(no('a'))
  expect(out).toContainEqual(yes('c'))
})

test('after half a day nobody is answered out of nowhere', () => {
  expect(catchUp([owner('a', 13 * 60)])).toEqual([no('a')])
})

test('a message pulled twice is held once', () => {
  expect(catchUp([owner('a', 100)], [owner('a', 100)])).toEqual([yes('a')])
})

test('a question taken back before it was answered is on record for its recall, and answered no more', () => {
  const recall: Arrival = {
    ...owner('r', 100),
    author: 'system',
    message: { ...owner('r', 100).message, content: { kind: 'recall', sourceId: 'b' } },
  }

  expect(catchUp([owner('a', 103), owner('b', 102)], [recall])).toEqual([no('b'), yes('r'), yes('a')])
})
