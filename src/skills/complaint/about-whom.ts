import type { Turn } from '../../conversation/turn'
import { staffOf } from '../../records/community/staff'
import type { Staff, StaffRole } from '../../records/community/staff'
import { communityOf } from '../filing/file-case'

const ROLES: readonly [RegExp, StaffRole][] = [
  [/经理/, 'manager'],
  [/管家/, 'housekeeper'],
  [/客服|前台/, 'service'],
  [/保安|门卫|秩序/, 'security'],
  [/保洁|清洁/, 'cleaning'],
  [/维修|师傅|电工/, 'repair'],
  [/主管/, 'supervisor'],
]
/** What somebody of ours is called by instead of their name: 「林经理」, 「小许」. */
const CALLED = '经理|主管|管家|师傅|队长|客服|主任|工|姐|哥|阿姨'
/** Troubles that lie in how we work. Of any other, staff are named as those who did not help, and may still lead it. */
const OF_OUR_WORK = /^(服务态度|员工违规|处理不及时|其他)/

export interface Accused {
  /** Staff whom the complaint is about: none of them leads it or reads it. */
  about: string[]
  /** Those who work under them, who could not judge them. */
  beneath: string[]
}

/**
 * Staff a complaint about people speaks of: those it names, else everybody of the post it names. None of them may lead it, and
 * nobody whose superior they are: a manager's case goes to a supervisor. `before`: those it was known to be about.
 */
export async function aboutWhom(
  turn: Turn,
  words: string,
  category: string | null,
  { onlyNamed = false, before = [] }: { onlyNamed?: boolean; before?: readonly string[] } = {},
): Promise<Accused> {
  const staff = await staffOf(turn.db, communityOf(turn))
  const isOfPeople = OF_OUR_WORK.test(category ?? '其他') || COMPLAINS_OF_POST.test(words)
  const named = staff.filter((member) => isNamed(member, words))
  const roles = isOfPeople && !onlyNamed ? ROLES.filter(([pattern]) => pattern.test(words)).map(([, role]) => role) : []
  // 「许静态度差」 is about her; beside a noise a name may stand for whoever promised to look at it.
  const meant = named.length > 0 && isOfPeople ? named : staff.filter((member) => roles.includes(member.role))
  const highest = Math.max(...[...meant, ...staff.filter(({ id }) => before.includes(id))].map(rankOf), 0)
  const beneath = highest > 0 ? staff.filter((member) => rankOf(member) === 0) : []
  return { about: meant.map(({ id }) => id), beneath: beneath.map(({ id }) => id) }
}

/** It is about how one of us works or behaves, whatever else it names. */
export const isOfOurPeople = (category: string, summary: string): boolean =>
  OF_OUR_WORK.test(category) || COMPLAINS_OF_POST.test(summary) || OF_US.test(summary)

const OF_US = /(你们|咱们?|物业)的?(人|工作人员|员工|同事|保安|管家|客服|师傅|前台|经理|保洁)|工作人员|态度/u
const COMPLAINS_OF_POST = /(投诉|举报).{0,10}(经理|管家|客服|前台|保安|门卫|秩序|保洁|师傅|主管)/

/** By the whole name, or by the surname and the post they hold. */
function isNamed({ name, title }: Staff, words: string): boolean {
  if (words.includes(name)) return true
  const called = new RegExp(
    `${name[0]}(${CALLED})|[小老]${name[0]}(?!区)|(?<![我贵人])姓${name[0]}(?![某氏])`,
    'u',
  ).exec(words)
  if (called === null) return false
  const post = /经理|主管|管家|队长|客服/.exec(called[1] ?? '')?.[0]
  return post === undefined || title.includes(post)
}

const rankOf = ({ role }: Staff): number => (role === 'manager' ? 2 : role === 'supervisor' ? 1 : 0)
