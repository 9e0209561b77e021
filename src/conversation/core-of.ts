import type { Understanding } from '../understanding/understanding'
import { commandOf } from './commands'

/**
 * What is said, without the stretches that only carry it: 「麻烦问一下啊，确认，谢谢啊」 is 「确认」, 「气死我了，2栋501」 an address.
 * The whole stays in the log and decides how somebody feels; this decides what they want. Words that are nothing else stay as they are.
 */
export function coreOf(text: string): string {
  const stretches = text.match(STRETCH) ?? []
  const kept = stretches.filter((stretch) => !isCourtesy(stretch) && !isOutcry(stretch))
  if (kept.length === 0 || kept.length === stretches.length) return text
  return kept.join('').replace(/[，,；;、\s]+$/u, '')
}

/** Nothing but greetings and courtesies, in however many words. */
export function isOnlyCourtesy(text: string): boolean {
  const stretches = text.match(STRETCH) ?? []
  return stretches.length > 0 && stretches.every(isCourtesy)
}

/** Anger and nothing else: 「气死了」, 「到底管不管」. */
export function isOnlyOutcry(text: string): boolean {
  const stretches = text.match(STRETCH) ?? []
  return stretches.length > 0 && stretches.every(isOutcry)
}

/** What they want from the core, how they feel and whether there is danger from all they said. */
export function withFeeling(whole: Understanding, core: Understanding, text: string): Understanding {
  return {
    ...core,
    emergency: whole.emergency ?? core.emergency,
    sentiment: whole.sentiment,
    signals: whole.signals,
    handoff: whole.handoff.needed && !isGuessedCall(whole, text) ? whole.handoff : core.handoff,
  }
}

/** A call for a person that rests on no word of its own: the classifier's guess about the whole message. */
export function isGuessedCall({ handoff }: Understanding, text: string): boolean {
  return handoff.reason === 'requested' && handoff.evidence[0]?.trim() === text.trim() && commandOf(text) !== 'human'
}

const STRETCH = /[^，,。；;！!？?\n]+[，,。；;！!？?\n]*/gu

const bare = (stretch: string): string =>
  stretch
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replace(/[啊呀哈啦哦呢]+$/u, '')
const isCourtesy = (stretch: string): boolean => COURTESY.test(bare(stretch))
const isOutcry = (stretch: string): boolean => OUTCRY.test(bare(stretch))

const COURTESY = new RegExp(
  [
    '(哎|唉|诶|欸|嗯)+|那个|这个|就是|喂|同志|师傅|亲|大姐|小哥|不好意思',
    '(同志|师傅|各位|亲)?(你们?好|您好|早上好|上午好|下午好|晚上好|在吗|在不在|打扰了)',
    '(麻烦|请)(你|您)?们?(问|打听|咨询)?(一?下|个事)?|请问|(想|我想)(问|打听|咨询)(一?下|个事)',
    '(谢谢|多谢|感谢|辛苦)(你|您)?们?(了)?',
    '(我)?(年纪|岁数|年龄)(都)?大了?(不太?(会|懂)(弄|用|打字|操作|这个)?)?|(我)?不太?会(弄|用|打字|操作)',
  ]
    .map((words) => `^(?:${words})$`)
    .join('|'),
  'u',
)
const OUTCRY = new RegExp(
  [
    '(真是|真的?|简直|都|快|要)*(气|烦|急|恼火)(死|炸|透)(我|人)?们?(了|都)?',
    '(你们|物业|你们物业)?(到底|究竟)?(还)?管不管(了)?',
    '(真是|真的?)*(受不了|服了|无语|离谱)(你们)?(了)?',
  ]
    .map((words) => `^(?:${words})$`)
    .join('|'),
  'u',
)
