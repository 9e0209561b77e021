import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { findBannedWord } from './banned-words'
import { CONFIRMING_WORDS, DialogDefinition, WordsFile } from './definition'
import type { Wording } from './definition'

export interface Dialogs {
  dialogs: Map<string, DialogDefinition>
  /** Wording by file and situation: `repair.filed`, `patterns.notUnderstood`. */
  words: Map<string, Wording>
}

/** A fault an editor can mend: which file, which line, what was expected. */
export class DialogFault extends Error {
  constructor(readonly faults: string[]) {
    super(`the dialogs cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'DialogFault'
  }
}

/** What a company laid over a file of the folder (design D15); null: the file itself holds. */
export type Over = (name: string) => string | null

/** Reads every `*.yml` of the folder; all faults are told together and nothing is taken when there is one. */
export function readDialogs(folder: string, known: { effects: readonly string[] }, over: Over = () => null): Dialogs {
  const faults: string[] = []
  const result: Dialogs = { dialogs: new Map(), words: new Map() }
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
  for (const name of files) {
    const text = over(name) ?? readFileSync(path.join(folder, name), 'utf8')
    const read = readText(text, name, known, faults)
    if (!read) continue
    if (read.dialog) result.dialogs.set(read.dialog.dialog, read.dialog)
    for (const [key, wording] of Object.entries(read.words))
      result.words.set(`${path.basename(name, '.yml')}.${key}`, wording)
  }
  if (faults.length > 0) throw new DialogFault(faults)
  return result
}

function readText(
  text: string,
  name: string,
  known: { effects: readonly string[] },
  faults: string[],
): { dialog?: DialogDefinition; words: Record<string, Wording> } | null {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  for (const error of document.errors)
    faults.push(`${name}:${lines.linePos(error.pos[0]).line} ${error.message.split('\n')[0]}`)
  if (document.errors.length > 0) return null

  const lineOf = (at: readonly PropertyKey[]): number => {
    for (let depth = at.length; depth >= 0; depth--) {
      const node = document.getIn(at.slice(0, depth) as (string | number)[], true) as
        { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const value: unknown = document.toJS()
  const isDialog = typeof value === 'object' && value !== null && 'dialog' in value
  const parsed = isDialog ? DialogDefinition.safeParse(value) : WordsFile.safeParse(value)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(`${name}:${lineOf(issue.path)} ${describe(issue)}`)
    return null
  }
  for (const fault of wordingFaults(value)) faults.push(`${name}:${lineOf(fault.at)} ${fault.message}`)
  if (!isDialog) return { words: (parsed.data as WordsFile).words }

  const dialog = parsed.data as DialogDefinition
  for (const fault of faultsOf(dialog, path.basename(name, '.yml'), known))
    faults.push(`${name}:${lineOf(fault.at)} ${fault.message}`)
  return { dialog, words: dialog.words }
}

/** What a schema cannot see: names used twice, slots that are asked but have no question, effects nobody carries out. */
function faultsOf(
  dialog: DialogDefinition,
  file: string,
  known: { effects: readonly string[] },
): { at: (string | number)[]; message: string }[] {
  const faults: { at: (string | number)[]; message: string }[] = []
  const seen = new Set<string>()
  dialog.slots.forEach((slot, index) => {
    if (seen.has(slot.name))
      faults.push({ at: ['slots', index, 'name'], message: `slot ${slot.name} stands twice: give each its own name` })
    seen.add(slot.name)
    if (slot.required !== 'never' && !slot.ask)
      faults.push({ at: ['slots', index], message: `slot ${slot.name} must be asked for but has no "ask"` })
    if (slot.kind === 'choice' && !slot.options?.length)
      faults.push({ at: ['slots', index], message: `slot ${slot.name} is a choice and needs "options"` })
    for (const name of Object.keys(slot.unless ?? {}))
      if (!dialog.slots.slice(0, index).some((earlier) => earlier.name === name))
        faults.push({
          at: ['slots', index, 'unless'],
          message: `slot ${slot.name} depends on ${name}, which no slot before it is called`,
        })
    if (slot.together && index === 0)
      faults.push({
        at: ['slots', index, 'together'],
        message: `the first slot has none before it to be asked together with`,
      })
  })
  if (!known.effects.includes(dialog.effect))
    faults.push({
      at: ['effect'],
      message: `effect ${dialog.effect} is unknown; known are ${known.effects.join(', ')}`,
    })
  if (dialog.dialog !== file)
    faults.push({
      at: ['dialog'],
      message: `dialog ${dialog.dialog} stands in ${file}.yml: file and dialog bear one name`,
    })
  faults.push(...unknownNames(dialog))
  if (dialog.confirm)
    for (const word of CONFIRMING_WORDS)
      if (!dialog.words[word])
        faults.push({ at: ['words'], message: `a dialog that confirms needs the wording "${word}"` })
  return faults
}

/** Every text an owner could read, wherever it stands in the file. */
function wordingFaults(value: unknown, at: (string | number)[] = []): { at: (string | number)[]; message: string }[] {
  if (typeof value === 'string') {
    const banned = ['zh', 'en'].includes(String(at.at(-1))) ? findBannedWord(value) : null
    return banned ? [{ at, message: `"${banned.word}" is not said to an owner: ${banned.instead}` }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) =>
    wordingFaults(part, [...at, Array.isArray(value) ? Number(key) : key]),
  )
}

/** What a summary can show besides the slots' own names. */
const SUMMARY_NAMES = ['matter', 'place', 'appointment', 'phone', 'name', 'photos']

function unknownNames(dialog: DialogDefinition): { at: (string | number)[]; message: string }[] {
  const known = new Set([...SUMMARY_NAMES, ...dialog.slots.map((slot) => slot.name)])
  return Object.entries(dialog.words['summary'] ?? {}).flatMap(([language, text]) =>
    [...text.matchAll(/\{(\w+)\??\}/g)]
      .map((match) => match[1]!)
      .filter((name) => !known.has(name))
      .map((name) => ({
        at: ['words', 'summary', language],
        message: `the summary shows {${name}}, which no slot fills; known are ${[...known].join(', ')}`,
      })),
  )
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'the file'}: ${issue.message}`
}
