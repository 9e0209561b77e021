import type { Turn } from '../../conversation/turn'
import { staffOf } from '../../records/community/staff'
import type { StaffRole } from '../../records/community/staff'
import { communityOf } from '../filing/file-case'

const ROLES: readonly [RegExp, StaffRole][] = [
  [/管家/, 'housekeeper'],
  [/客服|前台/, 'service'],
  [/保安|门卫|秩序/, 'security'],
  [/保洁|清洁/, 'cleaning'],
  [/维修|师傅|电工/, 'repair'],
  [/主管/, 'supervisor'],
]

/**
 * Staff a complaint about people speaks of: those it names, else everybody of the post it names. None of them may lead it; a
 * housekeeper's case goes to the supervisor.
 */
export async function aboutWhom(turn: Turn, words: string, category: string | null): Promise<string[]> {
  if (!/^(服务态度|员工违规|处理不及时)/.test(category ?? '')) return []
  const staff = await staffOf(turn.db, communityOf(turn))
  const named = staff.filter((member) => words.includes(member.name))
  const roles = ROLES.filter(([pattern]) => pattern.test(words)).map(([, role]) => role)
  const meant = named.length > 0 ? named : staff.filter((member) => roles.includes(member.role))
  return meant.map(({ id }) => id)
}
