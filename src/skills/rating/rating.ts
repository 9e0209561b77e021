import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { actOnCase } from '../../records/case/act-on-case'
import type { Case } from '../../records/case/case'
import { casesOfUser } from '../../records/case/find-cases'
import { rateCase } from '../../records/case/rate-case'
import { linkTurn } from '../filing/link-turn'
import { sayTime } from '../filing/say-time'

const SUPERVISOR_CALLS_MS = 2 * 3600_000
/** Short words that say it is solved, alone or with thanks. */
const CONFIRMED =
  /^(嗯|恩|好的?|是的?|对|谢谢|感谢|多谢|师傅)?[,，。!！ ]*(都|已经|已|确认|现在|全)?(修好|弄好|处理好|解决|搞定|好|恢复|没问题|可以|不漏)了?(已)?(解决)?了?[,，。!！~～ ]*(谢谢|多谢|感谢|辛苦)?(你们?|您|了|师傅|啦|各位|大家)*[!！。~～]*$/
/** Below this the chain of B38 begins. */
const GOOD = 4

/** The owner ends a case: by a score, or by saying that it is not solved. Staff have no way here (B40). */
export const rating: Skill = {
  name: 'rate',
  intents: ['rating'],

  /** 「修好了，谢谢」 to the question whether it is solved is the confirmation, not praise and not small talk. */
  async claims(turn) {
    return turn.draft === null && CONFIRMED.test(turn.text) && (await waitingForWord(turn)) !== null
  },

  async take(turn) {
    const waiting = CONFIRMED.test(turn.text) ? await waitingForWord(turn) : null
    if (waiting && turn.services.reader.rating(turn.text) === null) return confirm(turn, waiting)
    const one = (await casesOfUser(turn.db, ofTurn(turn))).find(
      (candidate) => candidate.status === 'resolved' || candidate.status === 'closed',
    )
    const score = turn.services.reader.rating(turn.text)
    if (one && score !== null) return rate(turn, one, score)
    await turn.phrase((score ?? 5) >= GOOD ? 'patterns.rated_good' : 'patterns.rated_bad', { next: nextCall(turn) })
  },

  async tapped(turn, rest) {
    const [, id, answer] = /^(.+)_([1-5]|no)$/.exec(rest) ?? []
    const one = (await casesOfUser(turn.db, ofTurn(turn))).find((candidate) => candidate.id === id)
    if (!one || (one.status !== 'resolved' && one.status !== 'closed')) return turn.phrase('patterns.laterMenu')
    if (answer !== 'no') return rate(turn, one, Number(answer))
    turn.caseRef.id = one.id
    linkTurn(turn, one.id)
    turn.effect((tx) =>
      actOnCase(tx, one.id, {
        action: 'reopen',
        by: turn.claimed.conversation.user,
        note: '业主反馈没解决',
        at: turn.at,
        now: turn.now,
      }).then(() => undefined),
    )
    await turn.phrase('progress.reopened', {
      number: one.number,
      who: turn.phrases.say('handoff.officer'),
      next: nextCall(turn),
    })
  },
}

/** The newest case that was reported as done and that the owner has not answered for. */
async function waitingForWord(turn: Turn): Promise<Case | null> {
  const own = await casesOfUser(turn.db, ofTurn(turn))
  return own.find((one) => one.status === 'resolved') ?? null
}

/** Closed by the owner's own word (contract §8); a score stays welcome. */
async function confirm(turn: Turn, one: Case): Promise<void> {
  const { user } = turn.claimed.conversation
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.effect((tx) =>
    actOnCase(tx, one.id, {
      action: 'close',
      by: user,
      note: '业主确认已解决',
      at: turn.at,
      now: turn.now,
      zone: turn.community.timeZone,
    }).then(() => undefined),
  )
  await turn.phrase('patterns.confirmed', { number: one.number })
}

async function rate(turn: Turn, one: Case, score: number): Promise<void> {
  const { user } = turn.claimed.conversation
  const zone = turn.community.timeZone
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.effect(async (tx) => {
    await rateCase(tx, one.id, {
      score,
      comment: turn.facts.menuId === null ? cutText(turn.text, 500) : '',
      by: user,
      at: turn.at,
      now: turn.now,
      zone,
    })
    if (one.status === 'resolved')
      await actOnCase(tx, one.id, {
        action: 'close',
        by: user,
        note: `业主评分 ${score}`,
        at: turn.at,
        now: turn.now,
        zone,
      })
  })
  if (score >= GOOD) return turn.phrase('patterns.rated_good')
  await turn.phrase('patterns.rated_bad', { next: nextCall(turn) })
}

function nextCall(turn: Turn): string {
  return sayTime(turn, new Date(turn.at.getTime() + SUPERVISOR_CALLS_MS))
}

function ofTurn(turn: Turn) {
  const { channel, user } = turn.claimed.conversation
  return { channel, user, limit: 10 }
}
