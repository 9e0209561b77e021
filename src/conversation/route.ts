import type { DialogContext } from 'botbuilder-dialogs'
import type { Intent, Understanding } from '../understanding/understanding'
import { isGuessedCall } from './core-of'
import { isDistress } from './distress'
import { hasMatter } from './has-matter'
import { forgetRecalled } from './forget'
import { hear } from './hear'
import type { Skill } from './skill'
import { clausesOf } from './slots/clauses'
import { optionNumber } from './slots/option-number'
import { asNamed } from './named-dialog'
import type { Part } from './split-matters'
import type { Turn } from './turn'
import { partsOf } from './parts-of-turn'
import { asksOn } from './asks-on'
import { comesBack } from './comes-back'

/**
 * Who takes the turn: a skill that must come first; the guided talk that is open; the skill of the intent. A person is called in
 * afterwards when the words demand one and nobody has been called yet (contract §7).
 */
export async function route(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  turn.digress = () => digress(turn, dc, skills)
  turn.takeAs = (intent, said) => takeAs(turn, skills, intent, said)
  if (turn.trace['afresh']) await dc.cancelAllDialogs()
  await forgetRecalled(turn)
  for (const skill of skills)
    if (await skill.first?.(turn)) {
      turn.trace['skill'] = skill.name
      if (turn.personComes) await turn.setAside()
      return
    }
  if (turn.facts.messages.length === 0) return
  await routeWords(turn, dc, skills)
  // A person takes over: what the guided talk knew is on the card. With nobody on duty it goes on (design D9).
  if (turn.personComes) await turn.setAside()
}

async function routeWords(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  if (await comesBack(turn, dc)) return
  if (isAnswerOnly(turn, dc)) {
    const { text, understanding } = turn
    return turn.hearPart({ text, understanding: asNamed(understanding) }, () => continueTalk(turn, dc, skills))
  }
  if (dc.activeDialog === undefined && asksOn(turn)) {
    const { text, understanding } = turn
    const question: Understanding = {
      ...understanding,
      intent: 'faq',
      confidence: 0.9,
      unsure: undefined,
      handoff: { needed: false, reason: null, evidence: [] },
    }
    return turn.hearPart({ text, understanding: question }, () => takeMatters(turn, skills))
  }
  const { menuId } = turn.facts
  if (menuId !== null && !menuId.startsWith('dlg_')) {
    const skill = skills.find((candidate) => candidate.tapped && menuId.startsWith(`${candidate.name}_`))
    if (skill) {
      turn.trace['skill'] = skill.name
      return skill.tapped!(turn, menuId.slice(skill.name.length + 1))
    }
  }
  const { handoff, intent } = turn.understanding
  // Who takes it back in anger is told that it is taken back, and then a person is called.
  const breaksOff = (intent === 'human' || (handoff.needed && intent !== 'cancel')) && !endsIn(turn, dc)
  if (dc.activeDialog && !breaksOff) {
    turn.trace['skill'] = dc.activeDialog.id
    await continueTalk(turn, dc, skills)
    if (handoff.needed) await callAsDemanded(turn)
    return callByTheLine(turn)
  }
  if (menuId?.startsWith('dlg_')) return turn.phrase('patterns.laterMenu')
  if (dc.activeDialog && (await keepsAnswer(turn, dc, skills))) {
    await callAsDemanded(turn)
    // With nobody on duty the bot serves on and asks what is still missing (design D9).
    if (dc.activeDialog && !turn.personComes) await dc.repromptDialog()
    return
  }
  if (dc.activeDialog) turn.trace['interrupted'] = dc.activeDialog.id
  if (!handoff.needed || hasMatter(turn)) await takeMatters(turn, skills)
  if (handoff.needed) await callAsDemanded(turn)
  await callByTheLine(turn)
}

/**
 * Anger beside an answer (「气死我了，2栋2单元902，…」): the answer goes into the open talk, and on record if nothing is missing, before a
 * person comes; it is on their card either way and is not asked for again (B30, C8).
 */
async function keepsAnswer(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<boolean> {
  const { intent } = turn.understanding
  if (intent === 'cancel' || isDistress(turn.understanding)) return false
  const isOther = intent !== dc.activeDialog!.id && interrupting(intent, dc, skills) !== undefined
  if (isOther && !isAboutWaiting(turn)) return false
  turn.isClosing = true
  const before = turn.trace['answered']
  await dc.continueDialog()
  turn.isClosing = false
  return turn.trace['answered'] !== before || turn.trace['switched'] !== undefined
}

/** 「你们是不是都不管的呀」 beside an answer is said of the matter that is being taken down, not of another one. */
function isAboutWaiting({ understanding, services, text }: Turn): boolean {
  return (
    understanding.intent === 'complaint' && (services.reader.category(text, 'complaint') ?? '').startsWith('处理不及时')
  )
}

async function callAsDemanded(turn: Turn): Promise<void> {
  const { handoff } = turn.understanding
  if (turn.handedOver || turn.claimed.handoff !== null) return
  await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
}

/** What the open talk waited for and can file at once: it goes on record first, then a person is called (B16). */
function endsIn(turn: Turn, dc: DialogContext): boolean {
  const open = dc.activeDialog?.id
  return open !== undefined && turn.understanding.intent === open && turn.dialogs.dialogs.get(open)?.confirm === false
}

/**
 * Inside a guided talk, words that tell it something are an answer, whatever so few of them look like: 「1」 is no low score,
 * 「客人姓陈，一个人」 is no call for a person.
 */
function isAnswerOnly(turn: Turn, dc: DialogContext): boolean {
  if (dc.activeDialog === undefined) return false
  const { understanding, text, services, community } = turn
  if (understanding.intent === 'rating') return optionNumber(text) !== null
  if (isGuessedGrievance(turn, dc)) return true
  if (!isGuessedCall(understanding, text)) return false
  return clausesOf(services.reader, services.reader.plain(text), turn.at, community.timeZone).some(
    ({ hasFact }) => hasFact,
  )
}

/** 「就刷个墙 换个地板」, asked of the works that are applied for: what a voice only guesses from all of it calls nobody. */
function isGuessedGrievance(turn: Turn, dc: DialogContext): boolean {
  const { handoff, sentiment, signals, intent } = turn.understanding
  if (turn.dialogs.dialogs.get(dc.activeDialog!.id)?.starts === undefined) return false
  if (handoff.reason !== 'policy' || handoff.evidence[0]?.trim() !== turn.text.trim()) return false
  return sentiment.label !== 'angry' && signals.length === 0 && !['human', 'complaint', 'cancel'].includes(intent)
}

/** No single message called for a person, but the talk as a whole does (design D7). */
async function callByTheLine(turn: Turn): Promise<void> {
  if (turn.decision === null || turn.handedOver || turn.claimed.handoff !== null) return
  turn.trace['decided'] = turn.decision.row
  await turn.callPerson(turn.decision.reason, [turn.memory.mood.trigger ?? turn.text])
}

/** One matter, or two said in one breath: what is filed at once first, what must be asked about last. */
async function takeMatters(turn: Turn, skills: readonly Skill[]): Promise<void> {
  const parts = await partsOf(turn)
  if (parts === null) return (await skillFor(turn.understanding, skills, turn)).take(turn)
  const asksMore = (part: Part) => part.understanding.intent === 'repair'
  const isPraise = (part: Part) => part.understanding.intent === 'praise'
  for (const part of [...parts.filter((each) => !asksMore(each)), ...parts.filter(asksMore)]) {
    turn.hasMore = parts.some((other) => other !== part && !isPraise(other))
    const { caseInTalk } = turn.memory
    await turn.hearPart(part, async () => (await skillFor(part.understanding, skills, turn)).take(turn))
    // What is said next is said of the trouble, not of the thanks.
    if (isPraise(part) && turn.filed.length > 1) turn.memory.caseInTalk = caseInTalk
  }
}

/** Said before and asked about: now it is known what was meant, so nothing of it is guessed any more. */
async function takeAs(
  turn: Turn,
  skills: readonly Skill[],
  intent: Intent,
  said: { text: string; toldBefore: string[] },
): Promise<void> {
  const heard = hear(turn.services.reader, said.text, { at: turn.at, timeZone: turn.community.timeZone })
  const understanding: Understanding = { ...heard, intent, confidence: 1, alsoIntents: [], unsure: undefined }
  await turn.hearPart({ ...said, understanding, menuId: null }, async () =>
    (await skillFor(understanding, skills, turn)).take(turn),
  )
}

/** The guided talk hears its own part; what else was said is dealt with first. */
async function continueTalk(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  const parts = await partsOf(turn)
  const others = parts?.filter((part) => interrupting(part.understanding.intent, dc, skills)) ?? []
  if (parts === null || others.length === 0) {
    await dc.continueDialog()
    return
  }
  turn.hasMore = true
  const own = parts.filter((part) => !others.includes(part))
  turn.holdsBack = own.length > 0
  for (const part of others)
    await turn.hearPart(part, () => interrupting(part.understanding.intent, dc, skills)!.take(turn))
  turn.holdsBack = false
  if (own.length === 0) await dc.repromptDialog()
  for (const part of own)
    await turn.hearPart(part, async () => {
      await dc.continueDialog()
    })
}

async function skillFor(understanding: Understanding, skills: readonly Skill[], turn: Turn): Promise<Skill> {
  for (const candidate of skills)
    if (await candidate.claims?.(turn)) {
      turn.trace['skill'] = candidate.name
      return candidate
    }
  const skill =
    skills.find((candidate) => candidate.intents.includes(understanding.intent)) ??
    skills.find((candidate) => candidate.intents.includes('other'))
  if (!skill) throw new Error('no skill takes intent other: app.ts must bring one')
  turn.trace['skill'] = skill.name
  return skill
}

/** Inside a guided talk another matter may be answered or filed, then the talk goes on. */
async function digress(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<boolean> {
  const skill = interrupting(turn.understanding.intent, dc, skills)
  if (!skill) return false
  turn.trace['digression'] = skill.name
  const stack = dc.stack.length
  await skill.take(turn)
  // A digression that has become a guided talk of its own asks its own questions first.
  return dc.stack.length === stack
}

function interrupting(intent: Intent, dc: DialogContext, skills: readonly Skill[]): Skill | undefined {
  return skills.find(
    (candidate) => candidate.interrupts && candidate.intents.includes(intent) && candidate.name !== dc.activeDialog?.id,
  )
}
