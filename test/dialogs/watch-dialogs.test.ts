import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readDialogs } from '../../src/dialogs/read-dialogs'
import { watchDialogs } from '../../src/dialogs/watch-dialogs'

const EFFECTS = [
  'open-repair',
  'open-complaint',
  'open-suggestion',
  'open-praise',
  'open-application',
  'open-callback',
  'keep-profile',
]
const known = { effects: EFFECTS }
let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dialogs-'))
  cpSync('dialogs', folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

function change(name: string, from: string, to: string): void {
  const file = path.join(folder, name)
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`)
  writeFileSync(file, text.replace(from, to))
}

it('takes a changed wording without a restart', () => {
  const watched = watchDialogs(folder, known, { onFault: (fault) => expect(fault).toBeUndefined() })
  change('patterns.yml', '不客气，应该的', '您太客气了，应该的')

  watched.look()

  expect(watched.current().words.get('patterns.thanks')?.zh).toContain('您太客气了')
  watched.stop()
})

it('keeps the running dialogs and tells file and line once when a file is wrong', () => {
  const faults: string[] = []
  const watched = watchDialogs(folder, known, { onFault: (fault) => faults.push(fault.message) })
  change('repair.yml', 'effect: open-repair', 'effect: open-repairs')

  watched.look()
  watched.look()

  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(/repair\.yml:\d+ effect open-repairs is unknown/)
  expect(watched.current().dialogs.get('repair')?.effect).toBe('open-repair')
  watched.stop()
})

it.each([
  ['a banned word', 'praise.yml', '谢谢您的心意', '我不知道', /praise\.yml:\d+ "不知道"/],
  ['a summary that shows what no slot fills', 'repair.yml', '{place}', '{plaze}', /repair\.yml:\d+ .*\{plaze\}/],
  [
    'a dialog under another name than its file',
    'praise.yml',
    'dialog: praise',
    'dialog: lob',
    /praise\.yml:2 dialog lob/,
  ],
])('refuses %s', (_what, name, from, to, fault) => {
  change(name, from, to)

  expect(() => readDialogs(folder, known)).toThrow(fault)
})
