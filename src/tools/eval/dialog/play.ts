import type { InboundContent } from '../../../messages/inbound'
import { actOnCase } from '../../../records/case/act-on-case'
import { listCases } from '../../../records/case/find-cases'
import { caseView } from '../../../records/case/case-view'
import { acceptHandoff } from '../../../records/handoff/accept-handoff'
import { closeHandoff } from '../../../records/handoff/close-handoff'
import { listHandoffs } from '../../../records/handoff/find-handoffs'
import type { Conversation, Step } from './conversation'
import type { Reply, Stage } from './stage'

export interface Played {
  /** Why it could not be played to its end. */
  broke: string | null
  steps: { step: Step; replies: Reply[] }[]
  cases: Record<string, unknown>[]
  handoffs: Record<string, unknown>[]
}

const ZONE = 'Asia/Shanghai'
const COLLEAGUE = 'song-yan'
const OWNER = 'u1'

/** Plays one conversation through the real engine and store. */
export async function play(conversation: Conversation, stage: Stage): Promise<Played> {
  const played: Played = { broke: null, steps: [], cases: [], handoffs: [] }
  const menus = new Map<string, { id: string; label: string }[]>()
  try {
    for (const step of conversation.turns) {
      if (step.after) stage.clock.advance(toMs(step.after))
      const user = step.by ?? OWNER
      const replies = await playStep(step, user, stage, menus.get(user) ?? [])
      const options = replies.flatMap(optionsOf)
      menus.set(user, [...options, ...(menus.get(user) ?? [])])
      played.steps.push({ step, replies })
    }
  } catch (error) {
    played.broke = error instanceof Error ? error.message : String(error)
  }
  const cases = await listCases(stage.db, { limit: 100 })
  played.cases = cases.items.map((found) => caseView(found, ZONE))
  const handoffs = await listHandoffs(stage.db, { limit: 100 })
  played.handoffs = handoffs.items.map(({ reason, status, evidence, card, assignee }) => ({
    reason,
    status,
    evidence,
    card,
    assignee,
  }))
  return played
}

export function optionsOf(reply: Reply): { id: string; label: string }[] {
  return reply.type === 'menu' ? reply.options : []
}

async function playStep(
  step: Step,
  user: string,
  stage: Stage,
  menu: { id: string; label: string }[],
): Promise<Reply[]> {
  if (step.staff) await actAsColleague(step.staff, stage)
  if (step.act) await actOnNewest(step, stage)
  if (step.jobs) return stage.runJobs()
  const contents = contentsOf(step, stage, menu)
  return contents.length === 0 ? [] : stage.send(contents, { user })
}

function contentsOf(step: Step, stage: Stage, menu: { id: string; label: string }[]): (string | InboundContent)[] {
  const contents: (string | InboundContent)[] = []
  if (step.enter) contents.push({ kind: 'enter', welcomeCode: 'code' })
  if (step.recall) contents.push({ kind: 'recall', sourceId: stage.newestMessage() })
  if (step.image)
    contents.push({ kind: 'image', attachment: { kind: 'image', fileId: `photo-${menu.length}`, mime: 'image/png' } })
  if (step.voice) contents.push({ kind: 'voice', text: step.voice })
  if (step.location)
    contents.push({ kind: 'location', location: { name: step.location, latitude: 31.2, longitude: 121.4 } })
  if (step.menu) {
    const option = menu.find(({ label }) => label.includes(step.menu!))
    if (!option) throw new Error(`there was no menu option 「${step.menu}」; seen: ${menu.map(({ label }) => label)}`)
    contents.push({ kind: 'menu', menuId: option.id, text: option.label })
  }
  return [...contents, ...(step.say ?? [])]
}

async function actAsColleague(what: 'accept' | 'close', stage: Stage): Promise<void> {
  const { items } = await listHandoffs(stage.db, { limit: 100 })
  const open = items.find(({ status }) => status !== 'closed')
  if (!open) throw new Error('staff: there is no open handoff')
  const act = { by: COLLEAGUE, at: stage.clock.now() }
  await stage.db.tx((tx) => (what === 'accept' ? acceptHandoff(tx, open.id, act) : closeHandoff(tx, open.id, act)))
}

async function actOnNewest(step: Step, stage: Stage): Promise<void> {
  const { items } = await listCases(stage.db, { limit: 100 })
  const newest = items.at(-1)
  if (!newest) throw new Error('act: there is no case')
  const act = { action: step.act!, by: COLLEAGUE, note: step.note ?? '', at: stage.clock.now() }
  await stage.db.tx((tx) => actOnCase(tx, newest.id, act))
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3600_000, d: 24 * 3600_000 }

function toMs(span: string): number {
  return Number(span.slice(0, -1)) * UNIT_MS[span.slice(-1) as keyof typeof UNIT_MS]
}

/** The talk as a person reads it. */
export function transcript(conversation: Conversation, played: Played): string {
  const lines = [`# ${conversation.id} ${conversation.title ?? ''}`]
  for (const { step, replies } of played.steps) {
    lines.push(`>>> ${wordsOf(step)}`)
    for (const reply of replies) {
      lines.push(reply.text)
      if (reply.type === 'menu') lines.push(`   [${reply.options.map(({ label }) => label).join('] [')}]`)
      lines.push('---')
    }
  }
  for (const each of played.cases)
    lines.push(
      `= ${JSON.stringify({ number: each['number'], kind: each['kind'], category: each['category'], priority: each['priority'], status: each['status'], summary: each['summary'], location: each['location'], contact: each['contact'], appointment: each['appointment'], dueAt: each['dueAt'] })}`,
    )
  for (const { reason, status, evidence } of played.handoffs)
    lines.push(`= handoff ${JSON.stringify({ reason, status, evidence })}`)
  return lines.join('\n')
}

function wordsOf(step: Step): string {
  const { bot: _bot, not: _not, messages: _messages, options: _options, ...own } = step
  return own.say && Object.keys(own).length === 1 ? own.say.join(' ‖ ') : JSON.stringify(own)
}
