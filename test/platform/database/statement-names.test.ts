import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../src/platform/project-root'

/** `db.query<Row>('name', 'select …')`, as it stands in the code: name and text. */
const STATEMENT = /\.query(?:<(?:[^<>]|<[^<>]*>)*>)?\(\s*'([a-z0-9-]+)',\s*(`[^`]*`|'(?:[^'\\]|\\.)*')/g

describe('prepared statements', () => {
  it('have one text for each name in the whole product, or one would run as another', () => {
    const source = join(projectRoot(), 'src')
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
    const seen = new Map<string, { text: string; file: string }>()
    const clashes: string[] = []
    for (const file of files)
      for (const [, name, text] of readFileSync(join(source, file), 'utf8').matchAll(STATEMENT)) {
        const known = seen.get(name!)
        if (known && known.text !== text) clashes.push(`${name}: ${known.file} and ${file}`)
        seen.set(name!, { text: text!, file })
      }
    expect(seen.size).toBeGreaterThan(300)
    expect(clashes).toEqual([])
  })
})
