import type { Turn } from '../../conversation/turn'
import type { Case } from '../../records/case/case'
import { casesOfUser } from '../../records/case/find-cases'
import { isOneOf, keepFrom } from '../../records/case/keep-from'
import { chooseOwnerOfRecord } from '../../records/community/owner-of-record'
import { findStaff } from '../../records/community/staff'
import { communityOf } from '../filing/file-case'
import { sayTime } from '../filing/say-time'
import { aboutWhom, isOfOurPeople } from './about-whom'

/**
 * Whom the complaint is about is told only now: they are kept from it, and led by them it changes hands. What the owner is told of
 * that; empty where nobody is named whom it had not been kept from.
 */
export async function keepFromNamed(turn: Turn, found: Case): Promise<string> {
  const words = turn.text.replace(DENIED, '')
  if (!isOfOurPeople(found.category, found.summary) || speaksWell(turn, words)) return ''
  const { about, beneath } = await aboutWhom(turn, words, null, {
    onlyNamed: found.aboutStaff.length > 0 || !POINTS_OUT.test(words),
    before: found.aboutStaff,
  })
  if (about.every((id) => found.aboutStaff.includes(id))) return ''
  const all = [...new Set([...found.aboutStaff, ...about])]
  const leader = await chooseOwnerOfRecord(turn.db, {
    communityId: communityOf(turn),
    building: found.location.building,
    at: turn.at,
    zone: turn.community.timeZone,
    except: [...all, ...beneath],
  })
  turn.effect((tx) =>
    keepFrom(tx, found.id, {
      ...{ about: all, beneath, leader },
      ...{ at: turn.at, now: turn.now, zone: turn.community.timeZone },
    }).then(() => undefined),
  )
  if (!(await isOneOf(turn.db, found.assignee ?? found.ownerOfRecord, [...all, ...beneath])))
    return turn.phrases.say('complaint.notTheirs')
  const staff = await findStaff(turn.db, leader)
  const who = staff ? `${staff.title}${staff.name}` : turn.phrases.say('handoff.officer')
  const isToCome = found.dueAt !== null && found.dueAt > turn.at
  const till = isToCome ? turn.phrases.say('complaint.stillBy', { due: sayTime(turn, found.dueAt!) }) : ''
  return turn.phrases.say('complaint.changesHands', { who, till })
}

/** The owner's complaint about people of ours that words like 「那个人叫许静」 are said of, days later too; null where they name nobody. */
export async function complaintNamed(turn: Turn): Promise<Case | null> {
  const words = turn.text.replace(DENIED, '')
  if (words.length > LONGEST || !POINTS_OUT.test(words) || QUESTION.test(words) || speaksWell(turn, words)) return null
  const { about } = await aboutWhom(turn, words, null, { onlyNamed: !NAMES_POST.test(words) })
  if (about.length === 0) return null
  const { channel, user } = turn.claimed.conversation
  const own = await casesOfUser(turn.db, { channel, user, onlyOpen: true, limit: 20 })
  const meant = own.filter((one) => one.kind === 'complaint' && isOfOurPeople(one.category, one.summary))
  return meant.find(({ id }) => id === turn.memory.caseInTalk?.id) ?? meant.at(-1) ?? null
}

const LONGEST = 40
/** 「不是许静」: whoever it was not. */
const DENIED = /(并?不是|不叫|不姓)[^，,。；;！!\s]*/gu
/** 「就是那个叫…的」, 「他姓…」, 「工牌上写着…」. */
const POINTS_OUT = /(?<!我)(就?是|叫做?|名字|姓|写(着|的)|投诉的)/u
/** By a name that nobody of ours bears: 「就是那个叫王强的保安」. */
const NAMES_POST =
  /^.{0,8}(就是|叫|姓)[^，,。\s]{0,8}(经理|主管|管家|客服|前台|保安|门卫|保洁|清洁|师傅|电工)的?[。！!]?$/u
const QUESTION = /[?？]|吗|呢|什么|谁|几点|是不是|能不能|怎么/u
/** Somebody named for what they do about it is not the one it is about. */
const ABOUT_IT =
  /联系|打(过|了|来)?.{0,3}电话|回(复|电)|负责|跟进|对接|接待|处理(好|完)?了|来过|谢|帮(我|忙)|认识|找的?是/u

function speaksWell({ understanding }: Turn, words: string): boolean {
  const { intent, sentiment } = understanding
  if (intent === 'praise' || sentiment.label === 'positive') return true
  const blames = intent === 'complaint' || sentiment.label === 'negative' || sentiment.label === 'angry'
  return !blames && ABOUT_IT.test(words)
}
