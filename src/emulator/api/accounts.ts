import { z } from 'zod'
import { ApiError } from '../api-error'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'
import { bytes, fields } from './route'

const Add = z.object({ name: z.string().min(1), media_id: z.string().min(1).max(128) })
const Update = z.object({ open_kfid: z.string(), name: z.string().min(1).optional(), media_id: z.string().optional() })
const List = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(100).default(100),
})
const Link = z.object({ open_kfid: z.string(), scene: z.string().optional() })
const NAME_CHARACTERS = 16

/** KF accounts and the links to them (§5.3, §5.5). */
export function accountRoutes(world: World): Route[] {
  return [
    { method: 'POST', path: 'kf/account/add', handle: add },
    { method: 'POST', path: 'kf/account/update', handle: update },
    { method: 'POST', path: 'kf/account/del', handle: remove },
    { method: 'POST', path: 'kf/account/list', handle: list },
    { method: 'POST', path: 'kf/add_contact_way', handle: contactWay },
  ]

  function add(call: Call): Answer {
    const { name, media_id } = fields(Add, call.body)
    if ([...name].length > NAME_CHARACTERS) throw new ApiError(95006)
    world.media.find(media_id, world.now())
    return { open_kfid: world.addAccount(world.random.id('wk'), name).openKfid }
  }

  function update(call: Call): Answer {
    const request = fields(Update, call.body)
    const account = world.account(request.open_kfid, 'kf/account/update')
    if (!account.managePrivilege) throw new ApiError(48007)
    if (request.name && [...request.name].length > NAME_CHARACTERS) throw new ApiError(95006)
    if (request.media_id) world.media.find(request.media_id, world.now())
    if (request.name) account.name = request.name
    return {}
  }

  function remove(call: Call): Answer {
    const account = world.account(fields(Update, call.body).open_kfid, 'kf/account/del')
    world.accounts.delete(account.openKfid)
    return {}
  }

  function list(call: Call): Answer {
    const { offset, limit } = fields(List, call.body ?? {})
    const page = [...world.accounts.values()].slice(offset, offset + limit)
    return {
      account_list: page.map((account) => ({
        open_kfid: account.openKfid,
        name: account.name,
        avatar: account.avatar,
        manage_privilege: account.granted && account.managePrivilege,
      })),
    }
  }

  function contactWay(call: Call): Answer {
    const { open_kfid, scene } = fields(Link, call.body)
    const account = world.account(open_kfid, 'kf/add_contact_way')
    if (scene !== undefined && (bytes(scene) > 32 || !/^[0-9a-zA-Z_-]*$/.test(scene)))
      throw new ApiError(40058, 'scene')
    const url = new URL(`https://work.weixin.qq.com/kf/${account.openKfid}`)
    if (scene) url.searchParams.set('enc_scene', scene)
    return { url: url.toString() }
  }
}
