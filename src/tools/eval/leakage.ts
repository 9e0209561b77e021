import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { projectRoot } from '../../platform/project-root'
import { readJsonLines } from '../../understanding/samples'
import { simplify } from '../../understanding/words/normalise'
import type { Evaluation, EvaluationArgs } from '../eval'
import { formatTable } from './table'

const Line = z.object({ text: z.string().optional(), query: z.string().optional() })

interface Text {
  file: string
  words: string
  pairs: ReadonlySet<string>
}

/** Sets that scores are reported on; everything else in the folder may be trained or tuned on. */
const HELD_BACK = /^(unseen(-[a-z-]+)?|fresh|emergency-(unseen|rules|later))\.jsonl$/
/** From this share of common character pairs (Dice) on, two messages are the same with a word changed. */
const NEARLY_THE_SAME = 0.8
const SHOWN = 40

/**
 * `npm run eval -- leakage dialogs/understanding/samples`: which messages that scores are reported on stand, to the letter or
 * nearly, among those that the voices learnt from; which stand twice in one file; and whether golden questions are asked word
 * for word by an article (`knowledge/`).
 */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const folder = statSync(file).isDirectory() ? file : path.dirname(file)
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const texts = names.flatMap((name) => readTexts(path.join(folder, name), name))
  const golden = path.join(projectRoot(), 'knowledge', 'golden', 'questions.jsonl')
  const questions = existsSync(golden) ? readTexts(golden, 'golden') : []
  const wordings = questions.length > 0 ? readWordings(path.join(projectRoot(), 'knowledge')) : []

  const held = texts.filter((text) => HELD_BACK.test(text.file))
  const learnt = texts.filter((text) => !HELD_BACK.test(text.file))
  const findings = [
    ...compareSets(held, learnt, 'held back and learnt'),
    ...compareSets(questions, wordings, 'golden and an article'),
    ...twins(texts),
  ]
  const json = {
    kind: 'leakage',
    heldBack: held.length,
    learnt: learnt.length,
    golden: questions.length,
    same: findings.filter(({ what, alike }) => what === 'held back and learnt' && alike === 1).length,
    nearlySame: findings.filter(({ what, alike }) => what === 'held back and learnt' && alike < 1).length,
    goldenSame: findings.filter(({ what, alike }) => what === 'golden and an article' && alike === 1).length,
    goldenNearlySame: findings.filter(({ what, alike }) => what === 'golden and an article' && alike < 1).length,
    twice: findings.filter(({ what }) => what === 'twice in one file').length,
  }
  const rows = findings
    .sort((a, b) => b.alike - a.alike)
    .slice(0, SHOWN)
    .map(({ what, alike, here, there }) => [
      what,
      alike.toFixed(2),
      `${here.file}: ${here.words}`,
      `${there.file}: ${there.words}`,
    ])
  return {
    table: [
      formatTable(
        ['measure', 'value'],
        Object.entries(json).map(([name, value]) => [name, String(value)]),
      ),
      formatTable(['what', 'alike', 'here', 'there'], rows),
    ].join('\n\n'),
    json,
  }
}

interface Finding {
  what: 'held back and learnt' | 'golden and an article' | 'twice in one file'
  alike: number
  here: Text
  there: Text
}

/** For each text of the first set the likest of the second, where it is nearly the same. Short words are everybody's. */
function compareSets(held: readonly Text[], learnt: readonly Text[], what: Finding['what']): Finding[] {
  const holders = new Map<string, Text[]>()
  for (const text of learnt.filter(({ words }) => words.length >= SHORTEST))
    for (const pair of text.pairs) {
      const list = holders.get(pair)
      if (list) list.push(text)
      else holders.set(pair, [text])
    }
  return held.flatMap((here) => {
    if (here.words.length < SHORTEST) return []
    const shared = new Map<Text, number>()
    for (const pair of here.pairs)
      for (const text of holders.get(pair) ?? []) shared.set(text, (shared.get(text) ?? 0) + 1)
    let best: Finding | null = null
    for (const [there, count] of shared) {
      const alike = here.words === there.words ? 1 : Math.min(0.999, (2 * count) / (here.pairs.size + there.pairs.size))
      if (alike >= NEARLY_THE_SAME && alike > (best?.alike ?? 0)) best = { what, alike, here, there }
    }
    return best ? [best] : []
  })
}

/** 着火了, 谢谢, 转人工: said by everybody in the same words, in every split. */
const SHORTEST = 6

function twins(texts: readonly Text[]): Finding[] {
  const first = new Map<string, Text>()
  return texts.flatMap((here) => {
    const key = `${here.file} ${here.words}`
    const there = first.get(key)
    if (!there) first.set(key, here)
    return there && here.words !== '' ? [{ what: 'twice in one file' as const, alike: 1, here, there }] : []
  })
}

function readTexts(file: string, name: string): Text[] {
  return readJsonLines(file, Line).flatMap(({ text, query }) => {
    const words = text ?? query
    return words === undefined ? [] : [toText(name, words)]
  })
}

/** Every wording of every article: the lines of its front matter that ask. */
function readWordings(folder: string): Text[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) =>
      [...readFileSync(path.join(folder, name), 'utf8').matchAll(/^(?:question: |  - )(.+)$/gm)].map((match) =>
        toText(path.basename(name), match[1] ?? ''),
      ),
    )
}

function toText(file: string, raw: string): Text {
  const words = simplify(raw.normalize('NFKC').toLowerCase()).replace(/[\s\p{P}\p{S}]/gu, '')
  const pairs = new Set(Array.from({ length: Math.max(0, words.length - 1) }, (_, at) => words.slice(at, at + 2)))
  return { file, words, pairs }
}
