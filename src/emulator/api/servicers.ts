import { z } from 'zod'
import { ApiError } from '../api-error'
import type { Account, World } from '../world'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const Change = z.object({
  open_kfid: z.string(),
  userid_list: z.array(z.string().min(1).max(64)).max(100).default([]),
  department_id_list: z.array(z.number().int()).max(100).default([]),
})
const DEPARTMENTS_PER_CALL = 20

/** §5.4. The outer errcode is 0 even where single entries failed. */
export function servicerRoutes(world: World): Route[] {
  return [
    { method: 'POST', path: 'kf/servicer/add', handle: add },
    { method: 'POST', path: 'kf/servicer/del', handle: remove },
    { method: 'GET', path: 'kf/servicer/list', handle: list },
  ]

  function add(call: Call): Answer {
    const { account, users, departments } = read(call, 'kf/servicer/add')
    if (departments.length > DEPARTMENTS_PER_CALL) throw new ApiError(40058, 'department_id_list')
    return {
      result_list: [
        ...users.map((userid) => ({ userid, ...addOne(account, userid) })),
        ...departments.map((department_id) => ({ department_id, ...addDepartment(account, department_id) })),
      ],
    }
  }

  function addOne(account: Account, userid: string): { errcode: number; errmsg: string } {
    const member = world.members.get(userid.toLowerCase())
    if (!member) return { errcode: 60111, errmsg: 'userid not found' }
    if (!member.visible) return { errcode: 60030, errmsg: 'not in visible range' }
    if (world.servicer(account, userid)) return { errcode: 0, errmsg: 'ignored' }
    account.servicers.set(userid.toLowerCase(), { userid: member.userid, receiving: false, stopType: 0 })
    return { errcode: 0, errmsg: 'success' }
  }

  function addDepartment(account: Account, id: number): { errcode: number; errmsg: string } {
    const known = account.departments.has(id)
    account.departments.add(id)
    return { errcode: 0, errmsg: known ? 'ignored' : 'success' }
  }

  function remove(call: Call): Answer {
    const { account, users, departments } = read(call, 'kf/servicer/del')
    const outcome = (gone: boolean): object => ({
      errcode: gone ? 0 : 60253,
      errmsg: gone ? 'success' : 'not a servicer',
    })
    return {
      result_list: [
        ...users.map((userid) => ({ userid, ...outcome(account.servicers.delete(userid.toLowerCase())) })),
        ...departments.map((department_id) => ({
          department_id,
          ...outcome(account.departments.delete(department_id)),
        })),
      ],
    }
  }

  /** 0 receiving, 1 stopped, the other way round than in events; only with the management right. */
  function list(call: Call): Answer {
    const account = world.account(call.query.get('open_kfid') ?? '', 'kf/servicer/list')
    const people = [...account.servicers.values()].map((entry) => {
      if (!account.managePrivilege) return { userid: entry.userid }
      return { userid: entry.userid, ...(entry.receiving ? { status: 0 } : { status: 1, stop_type: entry.stopType }) }
    })
    return { servicer_list: [...people, ...[...account.departments].map((department_id) => ({ department_id }))] }
  }

  function read(call: Call, path: string): { account: Account; users: string[]; departments: number[] } {
    const request = fields(Change, call.body)
    const account = world.account(request.open_kfid, path)
    if (request.userid_list.length + request.department_id_list.length === 0) throw new ApiError(40058, 'userid_list')
    return { account, users: request.userid_list, departments: request.department_id_list }
  }
}
