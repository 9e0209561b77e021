import { findPersonal } from '../../platform/mask'
import type { PersonalKind } from '../../platform/mask'
import type { GuardRules, Rule } from './guard-rules'
import { spansOf } from './spans'
import type { Spans } from './spans'

export const FINDING_KINDS = ['banned', 'excuse', 'money', 'time', 'result', 'fee-threat', 'personal'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** Something that must not be said, where it stands, and what is said instead. */
export interface Finding {
  kind: FindingKind
  quote: string
  from: number
  to: number
  instead: string
}

export interface Grounds {
  /** Texts somebody of us approved: wording of the dialogs as it was filled, articles, a case's own times. What they cover stands. */
  approved?: readonly string[]
  /** What this owner said: said back to them it is no promise of ours. */
  owner?: readonly string[]
  /** Numbers that belong into this talk: the owner's own. */
  own?: readonly string[]
}

/**
 * The one check of every word that goes to an owner, whoever wrote it (domain.md B15, B28, C1, C17, D14): it knows no author, only
 * what the words rest on. Whatever no wording, article or own time covers must stand for itself.
 */
export function checkWords(text: string, rules: GuardRules, grounds: Grounds = {}): Finding[] {
  const approved = spansOf(text, grounds.approved ?? [], 1)
  const said = spansOf(text, grounds.owner ?? [], SHORTEST_QUOTE)
  const isCovered = (from: number, to: number) => approved.cover(from, to) || said.cover(from, to)
  const findings: Finding[] = []
  const look = (kind: FindingKind, rulesOfKind: readonly Rule[]) => {
    for (const rule of rulesOfKind)
      for (const match of text.matchAll(rule.words)) {
        const [from, to] = [match.index, match.index + match[0].length]
        if (isCovered(from, to) || isExcused(text, from, to, rule)) continue
        findings.push({ kind, quote: match[0], from, to, instead: rule.instead })
      }
  }
  look('banned', rules.banned)
  look('excuse', rules.excuses)
  look('money', rules.promises.money)
  look('time', rules.promises.time)
  look('result', rules.promises.result)
  look('fee-threat', rules.feeThreats)
  findings.push(...othersData(text, approved, grounds))
  return findings.sort((a, b) => a.from - b.from)
}

/** Whether the words put an answer off: then something with a time must stand behind them (B15). */
export function putsOff(text: string, rules: GuardRules): boolean {
  return rules.deferrals.some((pattern) => text.search(pattern) >= 0)
}

/** What an owner said counts as said back from this length on: shorter runs are everybody's. */
const SHORTEST_QUOTE = 4

/** A number of a person, in wording of ours too, must be this owner's; a room may also stand where the wording puts it. */
function othersData(text: string, approved: Spans, grounds: Grounds): Finding[] {
  const known = [...(grounds.own ?? []), ...(grounds.owner ?? [])].map(digitsOf)
  return findPersonal(text.replace(LATE, (place) => ' '.repeat(place.length)))
    .filter(({ kind }) => PEOPLE.includes(kind))
    .filter(({ kind, from, to }) => !(kind === '房号' && approved.cover(from, to)))
    .filter(({ from, to }) => !known.some((words) => words.includes(digitsOf(text.slice(from, to)))))
    .map(({ from, to }) => ({
      kind: 'personal' as const,
      quote: text.slice(from, to),
      from,
      to,
      instead: '别人的电话、证件、房号不出现在对话里；需要联系由同事转达',
    }))
}

/** A place for a value that the commit fills (queue/turn.ts `late`): its seal is hexadecimal and may look like anybody's number. */
const LATE = /⟪[0-9a-f]{12}\.[\w.]+⟫/g

const PEOPLE: readonly PersonalKind[] = ['身份证', '银行卡', '手机', '车牌', '房号']

function digitsOf(text: string): string {
  return text.replace(/[^\dA-Za-z]/g, '').toUpperCase()
}

function isExcused(text: string, from: number, to: number, rule: Rule): boolean {
  if (!rule.unless) return false
  const start = Math.max(...['。', '！', '？', '\n'].map((mark) => text.lastIndexOf(mark, from - 1))) + 1
  const ends = ['。', '！', '？', '\n'].map((mark) => text.indexOf(mark, to)).filter((at) => at >= 0)
  return text.slice(start, ends.length > 0 ? Math.min(...ends) : text.length).search(rule.unless) >= 0
}
