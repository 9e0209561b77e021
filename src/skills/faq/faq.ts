import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { countQuestion } from '../../conversation/memory'
import { chooseHit } from '../../conversation/model/choose-hit'
import type { SearchOutcome } from '../../knowledge/retrieval/outcome'
import { recordUnanswered } from '../../knowledge/articles/unanswered'
import type { UnansweredReason } from '../../knowledge/articles/unanswered'
import type { Intent } from '../../understanding/understanding'
import { communityOf, fileCase } from '../filing/file-case'

/** The third time another way is needed: a person (B18). */
const TIMES_UNTIL_PERSON = 3
const CHOICES = 3
/** A repair is looked at rather than explained, and who asks for a person gets one. */
const PERHAPS_A_QUESTION: readonly Intent[] = ['complaint', 'progress', 'suggestion', 'chitchat', 'other']
const SURE = 0.85

export const faq: Skill = {
  name: 'faq',
  intents: ['faq'],
  interrupts: true,

  /** Calm words nobody is sure about, and an approved article that answers them: answering wrongs nobody, filing might. */
  async claims(turn) {
    const { intent, confidence, sentiment, handoff } = turn.understanding
    if (!PERHAPS_A_QUESTION.includes(intent) || confidence >= SURE || sentiment.label !== 'neutral') return false
    if (handoff.needed || turn.facts.menuId !== null) return false
    return (await search(turn)).decision === 'answer'
  },

  async take(turn) {
    const outcome = await chooseHit(turn, await search(turn))
    if (outcome.decision === 'answer') return answerWith(turn, outcome.hits[0]!)
    if (outcome.decision === 'choices') return offer(turn, outcome)
    await defer(turn, outcome.lacksValue ? 'placeholder' : 'no_article')
  },

  async tapped(turn, rest) {
    if (rest === 'none') return turn.callPerson('requested', [turn.text])
    const offered = turn.memory.offered.find((entry) => entry.id === rest)
    if (!offered) return turn.phrase('patterns.laterMenu')
    const outcome = await turn.services.search(offered.label, {
      communityId: communityOf(turn),
      at: turn.at,
      history: [],
    })
    const hit = outcome.hits.find((candidate) => candidate.id === rest)
    return hit ? answerWith(turn, hit) : defer(turn)
  },
}

export function search(turn: Turn): Promise<SearchOutcome> {
  return turn.services.search(turn.text, {
    communityId: communityOf(turn),
    at: turn.at,
    history: turn.memory.history,
    limit: CHOICES,
  })
}

/** Approved text, word for word (design D8), with its source in the log. */
export async function answerWith(turn: Turn, hit: SearchOutcome['hits'][number]): Promise<void> {
  const times = countQuestion(turn.memory, hit.key, turn.at, turn.text)
  if (times >= TIMES_UNTIL_PERSON) return giveToPerson(turn)
  const again = times === 2 ? `\n${turn.phrases.say('faq.sameAgain')}` : ''
  turn.approved.push(hit.answer)
  await turn.say(hit.answer + again, { sources: [{ article: hit.key, version: hit.version }] })
}

async function offer(turn: Turn, outcome: SearchOutcome): Promise<void> {
  const hits = outcome.hits.slice(0, CHOICES)
  const times = countQuestion(turn.memory, `choices:${hits.map((hit) => hit.key).join()}`, turn.at, turn.text)
  if (times >= TIMES_UNTIL_PERSON) return giveToPerson(turn)
  turn.approved.push(...hits.map((hit) => hit.question))
  turn.memory.offered = hits.map((hit) => ({ id: hit.id, label: hit.question }))
  await turn.say({
    type: 'menu',
    text: turn.phrases.say(times > 1 ? 'faq.choicesAgain' : 'faq.choices'),
    options: [
      ...hits.map((hit) => ({ id: `faq_${hit.id}`, label: hit.question })),
      { id: 'faq_none', label: turn.phrases.say('faq.choiceNone') },
    ],
  })
}

async function giveToPerson(turn: Turn): Promise<void> {
  await turn.phrase('patterns.tooManyRepeats')
  return turn.callPerson('stuck', [turn.text])
}

/** No article is better than an invented one: somebody answers by a time, and the editors see the question (B15, D8). */
async function defer(turn: Turn, reason: UnansweredReason = 'no_article'): Promise<void> {
  if (countQuestion(turn.memory, turn.text.slice(0, 60), turn.at, turn.text) >= TIMES_UNTIL_PERSON)
    return giveToPerson(turn)
  const { conversation } = turn.claimed
  turn.effect((tx) =>
    recordUnanswered(tx, {
      query: turn.text,
      communityId: conversation.communityId,
      personId: conversation.personId,
      conversationId: conversation.id,
      reason,
      at: turn.at,
    }).then(() => undefined),
  )
  const filed = await fileCase(turn, {
    kind: 'enquiry',
    category: '咨询/待答复',
    values: { matter: turn.text },
    summary: cutText(`待答复：${turn.text}`, 200),
  })
  await turn.phrase('faq.deferred', { due: filed.due, number: filed.number })
}
