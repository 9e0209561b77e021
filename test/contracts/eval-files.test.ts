import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { evaluate } from '../../src/tools/eval'
import { temporaryFolder } from '../support/temporary'

/** A file as somebody outside brings it to `npm run eval` (contract.md §6). */
const fileOf = (text: string) => {
  const file = join(temporaryFolder(), 'labels.jsonl')
  writeFileSync(file, text)
  return file
}
const lines = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')

const GOOD: Record<string, object> = {
  understand: { text: '水管漏水', intent: 'repair', sentiment: 'neutral', handoff: false, emergency: false },
  retrieve: { query: '物业费怎么交', gold: 'fee-pay-how' },
  dialog: { id: 'a', turns: [{ say: '你好' }], expect: {} },
  time: { input: '明天', ref: '2021-06-14T01:06:40', expect: { type: 'time_point', time: ['2021-06-15 00:00:00'] } },
  address: { text: '11幢1552', ents: [['houseno', 0, 3, '11幢']] },
  mood: { turns: [{ u: '你好', s: '您好', sat: 1 }] },
}

describe.each(Object.keys(GOOD))('a file of the kind %s', (kind) => {
  it.each([
    ['is no JSON', '{nope'],
    ['is a list', '[]'],
    ['lacks what is needed', '{"nothing":true}'],
  ])('is refused by its line where one %s', async (_what, bad) => {
    const file = fileOf(`${lines(GOOD[kind])}\n\n${bad}\n`)

    await expect(evaluate([kind, file])).rejects.toThrow(/labels\.jsonl(:| line )3/)
  })
})

it.each(['understand', 'retrieve', 'time', 'address', 'mood'])(
  'reads a file of the kind %s as Windows writes it',
  async (kind) => {
    const { json } = await evaluate([
      kind,
      fileOf(`\ufeff${lines(GOOD[kind], GOOD[kind])}\r\n`.replaceAll('}\n', '}\r\n')),
    ])

    expect(json).toMatchObject({ kind })
    expect(Object.values(json)).toContain(2)
  },
)

it('takes knowledge and questions by either set of names, with one right key, several or none', async () => {
  const kb = fileOf(
    lines(
      { key: 'a', question: '露台能搭棚吗？', answer: '不能。', similar: ['搭棚'], tags: ['x'] },
      { id: 'b', text: '门禁卡怎么补办？', alts: ['补卡'] },
    ),
  )
  const file = fileOf(
    lines(
      { query: '露台能搭棚吗', gold: 'a' },
      { text: '补办门禁卡', gold: ['b', 'c'] },
      { query: '今天星期几', gold: null },
    ),
  )

  const { json } = await evaluate(['retrieve', file, '--kb', kb])

  expect(json).toMatchObject({ kind: 'retrieve', articles: 2, questions: 3, answerable: 2, recallAt1: 1 })
})

it.each([
  [[]],
  [['understand']],
  [['juggle', __filename]],
  [['understand', '/nowhere.jsonl']],
  [['retrieve', __filename, '--kb']],
])('says how it is called when called as %j', async (argv) => {
  await expect(evaluate(argv)).rejects.toThrow('npm run eval -- <kind> <file.jsonl> [--kb <file.jsonl>]')
})
