import { z } from 'zod'
import { ApiError } from '../api-error'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'
import { bytes, fields } from './route'

const PATH = 'webhook/send'
const Body = z.looseObject({ msgtype: z.string() })
const LIMITS: Record<string, number> = { text: 2048, markdown: 4096, markdown_v2: 4096 }
const PER_MINUTE = 20
const PHONE = /(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/

/** The group robot (§7): the key is the only credential, 20 messages a minute. */
export function webhookRoute(world: World): Route {
  let recent: number[] = []
  return { method: 'POST', path: PATH, open: true, handle }

  function handle(call: Call): Answer {
    if (call.query.get('key') !== world.settings.webhookKey) throw new ApiError(93000)
    const body = fields(Body, call.body)
    checkContent(body)
    if (PHONE.test(JSON.stringify(body))) world.violations.note('phone-in-group', 'a mobile number', PATH)
    recent = [...recent.filter((at) => world.now() - at < 60_000), world.now()]
    if (recent.length > PER_MINUTE) {
      world.violations.note('rate-limit', `${recent.length} webhook messages within a minute`, PATH)
      throw new ApiError(45009)
    }
    world.webhookMessages.push({ msgtype: body.msgtype, body, at: new Date(world.now()) })
    return {}
  }

  function checkContent(body: z.infer<typeof Body>): void {
    const limit = LIMITS[body.msgtype]
    const known = ['image', 'news', 'file', 'voice', 'template_card']
    if (limit === undefined) {
      if (!known.includes(body.msgtype) || !body[body.msgtype]) throw new ApiError(40058, 'msgtype')
      return
    }
    const { content } = fields(z.object({ content: z.string().min(1) }), body[body.msgtype])
    if (bytes(content) <= limit) return
    world.violations.note('text-too-long', `${body.msgtype} has ${bytes(content)} bytes`, PATH)
    throw new ApiError(40058, 'content')
  }
}
