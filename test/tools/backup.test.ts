import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../src/platform/database/open-database'
import { main } from '../../src/tools/backup'
import { freshStore } from '../platform/database/fresh-store'
import { temporaryFolder } from '../support/temporary'

jest.setTimeout(120_000)

it('backs up DATA_DIR to the folder named, seen from where it was typed, and says how to restore', async () => {
  const dataDir = await freshStore()
  const here = temporaryFolder()
  const printed: string[] = []

  await main(['backup'], { DATA_DIR: dataDir, INIT_CWD: here }, (line) => printed.push(line))

  const restored = await openDatabase({ dataDir: join(here, 'backup') })
  expect(await restored.query('answer', 'select 42 as answer')).toEqual([{ answer: 42 }])
  await restored.close()
  expect(printed).toEqual([
    expect.stringMatching(new RegExp(`^Backed up ${dataDir} to ${here}/backup \\(\\d+ MB\\)\\.$`)),
    expect.stringMatching(/DATA_DIR=NEW npm start$/),
  ])
})

it('says in one sentence what to use with DATABASE_URL', async () => {
  const here = temporaryFolder()

  const attempt = main(['backup'], { DATABASE_URL: 'postgres://u:secret@host/db', INIT_CWD: here })

  await expect(attempt).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(/^DATABASE_URL is set, .* pg_dump or pg_basebackup\.$/),
  })
  expect(readdirSync(here)).toEqual([])
})

it.each([[[]], [['one', 'two']]])('asks where to when called with %j', async (args) => {
  await expect(main(args, {})).rejects.toMatchObject({
    failure: 'invalid',
    message: 'Say where to: npm run backup -- FOLDER',
  })
})
