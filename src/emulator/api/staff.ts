import { ApiError } from '../api-error'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'

const FIVE_MINUTES_MS = 300_000

/** Who signed in, and who works here (§9.3, §9.5). */
export function staffRoutes(world: World): Route[] {
  return [
    { method: 'GET', path: 'auth/getuserinfo', handle: whoSignedIn },
    { method: 'GET', path: 'user/get', handle: member },
    { method: 'GET', path: 'user/simplelist', handle: members },
    { method: 'GET', path: 'department/simplelist', handle: departments },
    { method: 'GET', path: 'tag/get', handle: tag },
  ]

  function whoSignedIn(call: Call): Answer {
    const code = world.oauthCodes.get(call.query.get('code') ?? '')
    if (!code) throw new ApiError(40029)
    if (code.used) {
      world.violations.note('sign-in-code-reused', 'a code works once', call.path)
      throw new ApiError(42022)
    }
    if (world.now() - code.bornAt > FIVE_MINUTES_MS) throw new ApiError(42003)
    code.used = true
    // Any member of the corp, even outside the app's visible range: whoever asks must authorise for itself.
    return code.userid ? { userid: code.userid } : { openid: code.openid }
  }

  function member(call: Call): Answer {
    const found = world.members.get((call.query.get('userid') ?? '').toLowerCase())
    if (!found) throw new ApiError(60111)
    if (!found.visible) throw new ApiError(60011)
    // No mobile, no avatar: apps created after 2022-06-20 do not get them.
    return { userid: found.userid, name: found.name, department: found.departments, status: found.activated ? 1 : 4 }
  }

  function departments(): Answer {
    const all = [...world.departments.values()]
    return { department_id: all.map(({ id, parentId }) => ({ id, parentid: parentId, order: id })) }
  }

  /** Members, and departments as a whole; only what the app may see. */
  function tag(call: Call): Answer {
    const found = world.tags.get(Number(call.query.get('tagid')))
    if (!found) throw new ApiError(40068)
    const seen = found.userids.filter((userid) => world.members.get(userid.toLowerCase())?.visible)
    return {
      tagname: found.name,
      userlist: seen.map((userid) => ({ userid, name: world.member(userid).name })),
      partylist: found.departments,
    }
  }

  function members(call: Call): Answer {
    const department = Number(call.query.get('department_id'))
    const found = [...world.members.values()].filter((one) => one.visible && one.departments.includes(department))
    return { userlist: found.map((one) => ({ userid: one.userid, name: one.name, department: one.departments })) }
  }
}
