import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/**
 * 「嗯嗯嗯嗯…」 from one owner must not hold up everybody else's words: where two alternatives of a repeated group can read the same
 * characters, time doubles with every further one.
 */
it('reads words said over and over in no time, whatever pattern they meet', () => {
  const slow = sources('src').flatMap((file) =>
    patternsIn(file).flatMap(({ source, flags, line }) => {
      const found = REPEATED_GROUP.test(source) ? slowWord(new RegExp(source, flags.replace(/[gy]/g, ''))) : null
      return found === null ? [] : [`${file}:${line} on ${found}`]
    }),
  )

  expect(slow).toEqual([])
})

const REPEATED_GROUP = /\)(?:[*+]|\{\d+,\})/
const MOST_WORDS = 60

function slowWord(pattern: RegExp): string | null {
  const named = pattern.source.match(/\p{Script=Han}+|[a-z]{2,}/gu) ?? []
  const words = [...new Set(named.flatMap((word) => [word, ...word]))].slice(0, MOST_WORDS)
  // Two of one group may share a character only beside each other: 「气死」 and 「我」.
  const said = [...words, ...words.flatMap((one) => words.map((other) => one + other))]
  return said.find((word) => ['', words[0] ?? ''].some((before) => isSlow(pattern, before, word))) ?? null
}

/** Longer by a few words at a time, so that a pattern that would take years is caught while it takes a blink. */
function isSlow(pattern: RegExp, before: string, word: string): boolean {
  for (const times of [9, 13, 17, 21, 25]) {
    const text = `${before}${word.repeat(times)}\u0001`
    const start = performance.now()
    pattern.test(text)
    if (performance.now() - start > BLINK_MS && again(pattern, text) > BLINK_MS) return true
  }
  return false
}

const BLINK_MS = 20

/** A pause of the machine is not the pattern's. */
function again(pattern: RegExp, text: string): number {
  const start = performance.now()
  pattern.test(text)
  return performance.now() - start
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
}

interface Pattern {
  source: string
  flags: string
  line: number
}

/** Every pattern of a file that is written out in it, from pieces or in one. */
function patternsIn(file: string): Pattern[] {
  const parsed = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const pieces = new Map<string, string>()
  const found: Pattern[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const text = textOf(node.initializer, pieces)
      if (text !== null) pieces.set(node.name.text, text)
    }
    const [source, flags] = patternOf(node, pieces)
    if (source !== null)
      found.push({ source, flags, line: parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return found
}

function patternOf(node: ts.Node, pieces: ReadonlyMap<string, string>): [source: string | null, flags: string] {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/')
    return [node.text.slice(1, end), node.text.slice(end + 1)]
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'RegExp') return [null, '']
  const [source, flags] = node.arguments ?? []
  return [source ? textOf(source, pieces) : null, (flags && textOf(flags, pieces)) ?? '']
}

/** Null where a piece is only known while it runs. */
function textOf(node: ts.Expression, pieces: ReadonlyMap<string, string>): string | null {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isIdentifier(node)) return pieces.get(node.text) ?? null
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return joined([textOf(node.left, pieces), textOf(node.right, pieces)])
  if (!ts.isTemplateExpression(node)) return null
  return joined([
    node.head.text,
    ...node.templateSpans.flatMap(({ expression, literal }) => [textOf(expression, pieces), literal.text]),
  ])
}

const joined = (parts: readonly (string | null)[]): string | null => (parts.includes(null) ? null : parts.join(''))
