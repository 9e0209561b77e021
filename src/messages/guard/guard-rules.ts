import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../../platform/project-root'

const pattern = (text: string, context: z.RefinementCtx): RegExp => {
  try {
    return new RegExp(text, 'giu')
  } catch (error) {
    context.addIssue(`no regular expression: ${(error as Error).message}`)
    return z.NEVER
  }
}
const Pattern = z.string().min(1).transform(pattern)
const Rule = z.strictObject({
  words: Pattern,
  instead: z.string().min(1),
  /** In the same sentence it makes the words harmless. */
  unless: Pattern.optional(),
})
export type Rule = z.infer<typeof Rule>

/** What is not said to an owner, as data (dialogs/guard/never-said.yml). */
export const GuardRules = z.strictObject({
  banned: z.array(Rule),
  excuses: z.array(Rule),
  promises: z.strictObject({ money: z.array(Rule), time: z.array(Rule), result: z.array(Rule) }),
  feeThreats: z.array(Rule),
  deferrals: z.array(Pattern),
})
export type GuardRules = z.infer<typeof GuardRules>

/** Throws one sentence that names every fault. */
export function parseGuardRules(yamlText: string, name = 'never-said.yml'): GuardRules {
  const parsed = GuardRules.safeParse(parse(yamlText))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new Error(`${name}: ${faults.join('; ')}`)
}

export interface WatchedRules {
  /** The newest rules without a fault. */
  current(): GuardRules
}

/**
 * Looks at the file's time whenever the rules are asked for: an edit holds from the next sentence on, in every process, without a
 * timer. A faulty edit leaves the rules that hold as they are and is told once.
 */
export function watchGuardRules(
  file: string,
  onFault: (fault: Error) => void,
  /** The text that a company laid over the file (design D15); null: the file holds. */
  over: () => string | null = () => null,
): WatchedRules {
  let rules = parseGuardRules(readFileSync(file, 'utf8'), file)
  let seen = stateOf(file)
  let laid: string | null = null
  return {
    current() {
      const state = stateOf(file)
      const text = over()
      if (state === null || (state === seen && text === laid)) return rules
      seen = state
      laid = text
      try {
        rules = parseGuardRules(text ?? readFileSync(file, 'utf8'), file)
      } catch (error) {
        onFault(error as Error)
      }
      return rules
    },
  }
}

/** Null while an editor that saves by renaming leaves a moment without the file. */
function stateOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs}:${found.size}:${found.ino}` : null
}

let shipped: WatchedRules | undefined
let overlay: () => string | null = () => null

/** The rules of this checkout. A fault in them at start stops the start; later ones go to `onFault` of the first caller. */
export function shippedGuardRules(onFault: (fault: Error) => void = () => {}): GuardRules {
  shipped ??= watchGuardRules(path.join(projectRoot(), 'dialogs', 'guard', 'never-said.yml'), onFault, () => overlay())
  return shipped.current()
}

/** Lays the company's own rules over those of the checkout; gives back the way to take them off again. */
export function layOverGuardRules(text: () => string | null): () => void {
  overlay = text
  return () => {
    if (overlay === text) overlay = () => null
  }
}
