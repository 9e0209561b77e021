import type { TalkMessage } from '../../../src/console/contract/web-chat'
import {
  WINDOW,
  addNewer,
  addOlder,
  openWindow,
  refreshWindow,
  type MessageWindow,
} from '../../../src/console/web/desk/features/talks/message-window'
import { weave } from '../../../src/console/web/desk/features/talks/weave'

const AT = Date.parse('2026-11-21T09:00:00+08:00')
const message = (seq: number, facts: Partial<TalkMessage> = {}): TalkMessage => ({
  seq,
  direction: 'in',
  author: 'owner',
  authorName: null,
  kind: 'text',
  text: `第${seq}句`,
  options: [],
  tail: null,
  fileUrl: null,
  fileName: null,
  at: new Date(AT + seq * 1_000).toISOString(),
  sourceId: null,
  delivery: 'n/a',
  deliveryReason: null,
  recalled: false,
  erased: false,
  ...facts,
})
/** The messages from one place to another, both included. */
const part = (from: number, to: number, more = from > 1) => ({
  messages: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  more,
})
const seqs = ({ messages }: MessageWindow) => messages.map(({ seq }) => seq)
const isWithoutGap = (window: MessageWindow) =>
  seqs(window).every((seq, index, all) => index === 0 || seq === all[index - 1]! + 1)

describe('the part of a talk that is on the page', () => {
  it('takes what is new at the end, each once, and leaves what did not change the same object', () => {
    const before = openWindow(part(1, 60, false))

    const after = refreshWindow(before, { messages: [...part(2, 60).messages, message(61)], more: true })

    expect(seqs(after)).toEqual(part(1, 61).messages.map(({ seq }) => seq))
    expect(after.messages[10]).toBe(before.messages[10])
    expect(refreshWindow(after, part(2, 61))).toBe(after)
  })

  it('draws a message anew that was delivered or recalled meanwhile', () => {
    const before = openWindow(part(1, 3))

    const after = refreshWindow(before, {
      messages: [message(1), message(2, { recalled: true }), message(3)],
      more: false,
    })

    expect(after.messages.map(({ recalled }) => recalled)).toEqual([false, true, false])
    expect(after.messages[0]).toBe(before.messages[0])
  })

  it('starts anew at the end when more came than a page holds, rather than hide a gap', () => {
    const after = refreshWindow(openWindow(part(1, 60, false)), part(100, 159))

    expect(seqs(after)[0]).toBe(100)
    expect(after).toMatchObject({ more: true, atEnd: true })
  })

  it('stays as small through a talk of 2,000 messages, up and down again, and never has a gap', () => {
    let window = openWindow(part(1_941, 2_000))
    while (window.more) {
      const first = seqs(window)[0]!
      window = addOlder(window, part(Math.max(1, first - 60), first - 1))
      expect(window.messages.length).toBeLessThanOrEqual(WINDOW)
      expect(isWithoutGap(window)).toBe(true)
    }
    expect(seqs(window)[0]).toBe(1)
    expect(window.atEnd).toBe(false)

    // What arrives meanwhile is not put behind a gap.
    expect(seqs(refreshWindow(window, part(1_942, 2_001))).at(-1)).toBe(WINDOW)
    while (!window.atEnd) {
      const last = seqs(window).at(-1)!
      const to = Math.min(2_001, last + 60)
      window = addNewer(window, { ...part(last + 1, to), more: to < 2_001 })
      expect(window.messages.length).toBeLessThanOrEqual(WINDOW)
      expect(isWithoutGap(window)).toBe(true)
    }
    expect(seqs(window).at(-1)).toBe(2_001)
    expect(window.more).toBe(true)
  })

  it('puts notes of colleagues at their time, and those of a part that is not shown nowhere', () => {
    const note = (id: string, seq: number) => ({
      id,
      kind: 'note' as const,
      author: '徐静',
      meantFor: null,
      text: id,
      at: new Date(AT + seq * 1_000 + 500).toISOString(),
      seenBy: null,
      erased: false,
    })
    const names = (window: MessageWindow) =>
      weave(window, [note('早', 1), note('中', 11), note('晚', 99)]).map((entry) =>
        entry.kind === 'note' ? entry.note.id : entry.message.seq,
      )

    expect(names({ ...part(10, 12), atEnd: true })).toEqual([10, 11, '中', 12, '晚'])
    expect(names({ ...part(1, 2, false), atEnd: false })).toEqual([1, '早', 2])
  })
})
