import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { editorSchema } from '../../src/dialogs/editor-schema'

it('is what stands in the dialogs folder: npm run dialog-schema writes it anew', () => {
  const written = JSON.parse(readFileSync('dialogs/dialog.schema.json', 'utf8')) as unknown
  expect(written).toEqual(JSON.parse(JSON.stringify(editorSchema())))
})

it('is named at the top of every dialog, so that editors find it', () => {
  const files = readdirSync('dialogs').filter((name) => name.endsWith('.yml'))
  const dialogs = files.filter((name) => /^dialog:/m.test(readFileSync(path.join('dialogs', name), 'utf8')))
  const naming = dialogs.filter((name) =>
    readFileSync(path.join('dialogs', name), 'utf8').startsWith(
      '# yaml-language-server: $schema=./dialog.schema.json\n',
    ),
  )
  expect(dialogs.length).toBeGreaterThan(8)
  expect(naming).toEqual(dialogs)
})
