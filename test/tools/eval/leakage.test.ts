import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { run } from '../../../src/tools/eval/leakage'
import { LEXICON_FOLDER } from '../../../src/understanding/words/word-texts'

interface Found {
  heldBack: number
  same: number
  nearlySame: number
  twice: number
  goldenSame: number
}

async function look(folder: string): Promise<{ table: string; json: Found }> {
  const { table, json } = await run({ file: folder })
  return { table, json: json as Found }
}

describe('the search for leakage', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'samples-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const write = (name: string, texts: readonly string[]) =>
    writeFileSync(path.join(folder, name), texts.map((text) => `${JSON.stringify({ text })}\n`).join(''))

  it('finds a message that was learnt to the letter, with a word changed, or in other marks', async () => {
    write('train.jsonl', ['厨房水龙头一直滴水关不紧', '楼道的灯坏了好几天没人修', '物业费可以分期交吗'])
    write('unseen.jsonl', [
      '厨房水龙头，一直滴水，关不紧！',
      '楼道的灯坏了好几天了没人修',
      '物業費可以分期交嗎',
      '电梯门关得太快夹人',
      '谢谢',
    ])

    const { json, table } = await look(folder)

    expect(json).toMatchObject({ heldBack: 5, same: 2, nearlySame: 1 })
    expect(table).toContain('楼道的灯坏了好几天了没人修')
  })

  it('finds a message that stands twice in one file', async () => {
    write('train.jsonl', ['晾衣架断了，来修', '晾衣架断了来修'])
    write('unseen.jsonl', [])

    expect((await look(folder)).json).toMatchObject({ twice: 1, same: 0 })
  })

  it('finds little of what our scores are reported on among what was learnt', async () => {
    const { json } = await look(path.join(LEXICON_FOLDER, 'samples'))

    expect(json.heldBack).toBeGreaterThan(700)
    expect((json.same + json.nearlySame) / json.heldBack).toBeLessThan(0.05)
    expect(json.goldenSame).toBe(0)
  })
})
