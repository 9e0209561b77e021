import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sentencesOf } from '../../src/app/overlay/read-file'
import { filled } from '../../src/console/web/desk/features/words/sample-values'

const FOLDER = join(__dirname, '../../dialogs')
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'))

describe.each(FILES)('the sentences of %s in the console', (file) => {
  const sentences = sentencesOf(readFileSync(join(FOLDER, file), 'utf8'), null, undefined)

  it('have Chinese names', () => {
    expect(sentences.filter(({ label }) => /[A-Za-z]/.test(label)).map(({ address }) => address)).toEqual([])
  })

  it('are shown with a sample in every place', () => {
    expect(sentences.filter(({ zh }) => filled(zh).includes('〔')).map(({ zh }) => zh)).toEqual([])
  })
})
