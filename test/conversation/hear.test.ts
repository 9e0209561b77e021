import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createReader } from '../../src/conversation/create-reader'
import { hear } from '../../src/conversation/hear'
import { projectRoot } from '../../src/platform/project-root'
import { shippedSnapshot } from '../../src/understanding/live/snapshot'

const KEPT_BACK = ['unseen', 'fresh', 'unseen-desk-days', 'unseen-hands', 'unseen-owners']
const reader = createReader(shippedSnapshot().understander, shippedSnapshot().lexicon)
const options = { at: new Date('2026-11-21T10:00:00+08:00'), timeZone: 'Asia/Shanghai' }

function keptBack(): { text: string; intent: string }[] {
  const folder = path.join(projectRoot(), 'dialogs/understanding/samples')
  return KEPT_BACK.flatMap((name) => readFileSync(path.join(folder, `${name}.jsonl`), 'utf8').split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { text: string; intent: string })
}

it('files few complaints at once of words that are none, and asks where it only guesses', () => {
  const filed = keptBack().filter(({ text }) => {
    const { intent, unsure, handoff } = hear(reader, text, options)
    return intent === 'complaint' && unsure === undefined && !handoff.needed
  })
  const wrong = filed.filter(({ intent }) => intent !== 'complaint')
  expect(filed.length).toBeGreaterThan(400)
  // .18 without asking.
  expect(wrong.length / filed.length).toBeLessThan(0.15)
})

it('takes a word that says so for enough: a complaint by name is not asked about', () => {
  const { intent, unsure } = hear(reader, '我要投诉，等下跟你说', options)
  expect([intent, unsure]).toEqual(['complaint', undefined])
})
