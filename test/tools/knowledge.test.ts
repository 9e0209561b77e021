import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { main } from '../../src/tools/knowledge'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'
import { temporaryFolder } from '../support/temporary'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

const article = (answer: string) =>
  `---\nkey: dog-leash\nquestion: 遛狗要牵绳吗？\nsimilar:\n  - 狗绳\n---\n${answer}\n`

async function bring(folder: string): Promise<string[]> {
  const lines: string[] = []
  await main(['import', folder], { DATABASE_URL: database.url }, (line) => lines.push(line))
  return lines
}

it('brings a folder of articles in, changes nothing the second time, and takes an edit as an update', async () => {
  const folder = path.join(temporaryFolder(), 'articles')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'dog-leash.md'), article('要的，请牵好绳子。'))

  expect(await bring(folder)).toEqual(['1 created, 0 updated, 0 unchanged.'])
  expect(await bring(folder)).toEqual(['0 created, 0 updated, 1 unchanged.'])
  writeFileSync(path.join(folder, 'dog-leash.md'), article('要的，绳长不超过一米五。'))
  expect(await bring(folder)).toEqual(['0 created, 1 updated, 0 unchanged.'])
})

it('says how it is called when called otherwise', async () => {
  await expect(main(['export'], { DATABASE_URL: database.url })).rejects.toThrow('npm run knowledge -- import DIR')
})
