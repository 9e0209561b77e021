import { z } from 'zod'
import { ApiError } from '../api-error'
import type { AppMessage, World } from '../world'
import type { Answer, Call, Route } from './route'
import { bytes, fields } from './route'
import { readCard } from './template-card'

const SEND = 'message/send'
const Send = z.looseObject({
  touser: z.string().optional(),
  toparty: z.string().optional(),
  totag: z.string().optional(),
  agentid: z.number().int(),
  msgtype: z.string(),
  enable_duplicate_check: z.union([z.literal(0), z.literal(1)]).default(0),
  duplicate_check_interval: z.number().int().max(14_400).default(1800),
})
const Update = z.looseObject({
  agentid: z.number().int(),
  response_code: z.string().min(1),
  userids: z.array(z.string()).max(1000).default([]),
  atall: z.union([z.literal(0), z.literal(1)]).default(0),
  button: z.object({ replace_name: z.string().min(1) }).optional(),
  template_card: z.looseObject({ card_type: z.string() }).optional(),
})
const HOURS_72_MS = 72 * 3600_000
const DAY_MS = 24 * 3600_000

/** Messages of the self-built app to staff (§6.3 to §6.5). */
export function appMessageRoutes(world: World): Route[] {
  const seen = new Map<string, number>()
  const taskIds = new Set<string>()
  const delivered = new Map<string, number[]>()
  return [
    { method: 'POST', path: SEND, handle: send },
    { method: 'POST', path: 'message/update_template_card', handle: updateCard },
    { method: 'POST', path: 'message/recall', handle: recall },
  ]

  function send(call: Call): Answer {
    const request = fields(Send, call.body)
    if (request.agentid !== world.settings.agentId) throw new ApiError(40058, 'agentid')
    const { receivers, invalid } = addressees(request)
    const { text, taskId } = readContent(world, request)
    if (taskId && taskIds.has(taskId)) {
      world.violations.note('task-id-reused', taskId, SEND)
      throw new ApiError(42014, taskId)
    }
    const invaliduser = invalid.join('|').toLowerCase()
    if (isRepetition(request)) return { msgid: world.random.id('a'), invaliduser }
    if (taskId) taskIds.add(taskId)
    const dropped = receivers.filter((userid) => isFlooded(userid))
    const message: AppMessage = {
      msgid: world.random.id('a'),
      msgtype: request.msgtype,
      receivers,
      dropped,
      body: request,
      text,
      taskId,
      responseCode: taskId ? world.cardCodes.give(taskId, world.now()) : null,
      updates: new Map(),
      via: SEND,
      recalled: false,
      at: new Date(world.now()),
    }
    world.appMessages.push(message)
    for (const userid of receivers) if (!dropped.includes(userid)) world.member(userid).inbox.push(message)
    return {
      msgid: message.msgid,
      ...(invaliduser ? { invaliduser } : {}),
      ...(message.responseCode ? { response_code: message.responseCode } : {}),
    }
  }

  function addressees(request: z.infer<typeof Send>): { receivers: string[]; invalid: string[] } {
    const named = (request.touser ?? '').split('|').filter(Boolean)
    const parties = (request.toparty ?? '').split('|').filter(Boolean).map(Number)
    if (named.length + parties.length === 0 && !request.totag) throw new ApiError(40058, 'touser')
    if (named.length > 1000) throw new ApiError(40058, 'touser')
    const visible = [...world.members.values()].filter((member) => member.visible)
    if (request.touser === '@all') return { receivers: visible.map((member) => member.userid), invalid: [] }
    const known = new Map(visible.map((member) => [member.userid.toLowerCase(), member.userid]))
    const direct = named.flatMap((userid) => known.get(userid.toLowerCase()) ?? [])
    const byParty = visible.filter((member) => member.departments.some((id) => parties.includes(id)))
    const receivers = [...new Set([...direct, ...byParty.map((member) => member.userid)])]
    if (receivers.length > 0) return { receivers, invalid: named.filter((userid) => !known.has(userid.toLowerCase())) }
    world.violations.note('all-receivers-invalid', request.touser ?? '', SEND)
    throw new ApiError(81013)
  }

  /** `enable_duplicate_check`: identical request JSON within the interval is swallowed. */
  function isRepetition(request: z.infer<typeof Send>): boolean {
    if (request.enable_duplicate_check !== 1) return false
    const key = JSON.stringify(request)
    const before = seen.get(key)
    if (before !== undefined && world.now() - before < request.duplicate_check_interval * 1000) return true
    seen.set(key, world.now())
    return false
  }

  /** 30 a minute and 1000 an hour for each member; the excess is dropped silently. */
  function isFlooded(userid: string): boolean {
    const hour = (delivered.get(userid) ?? []).filter((at) => world.now() - at < 3600_000)
    const minute = hour.filter((at) => world.now() - at < 60_000)
    if (minute.length >= 30 || hour.length >= 1000) {
      world.violations.note('member-flooded', userid, SEND)
      return true
    }
    delivered.set(userid, [...hour, world.now()])
    return false
  }

  function updateCard(call: Call): Answer {
    const request = fields(Update, call.body)
    if (request.agentid !== world.settings.agentId) throw new ApiError(42015)
    if (!request.button && !request.template_card) throw new ApiError(40058, 'button')
    if (request.userids.length === 0 && request.atall !== 1) throw new ApiError(40058, 'userids')
    const taskId = world.cardCodes.use(request.response_code, HOURS_72_MS, world.now())
    const card = world.appMessages.find((message) => message.taskId === taskId)
    if (!card) throw new ApiError(42016)
    const known = new Set(card.receivers.map((userid) => userid.toLowerCase()))
    const targets = request.atall === 1 ? card.receivers : request.userids.filter((id) => known.has(id.toLowerCase()))
    for (const userid of targets) card.updates.set(userid.toLowerCase(), request.button ?? request.template_card)
    const invaliduser = request.userids.filter((id) => !known.has(id.toLowerCase())).map((id) => id.toLowerCase())
    return { invaliduser }
  }

  function recall(call: Call): Answer {
    const { msgid } = fields(z.object({ msgid: z.string() }), call.body)
    const message = world.appMessages.find((one) => one.msgid === msgid)
    if (!message || world.now() - message.at.getTime() > DAY_MS) throw new ApiError(40058, 'msgid')
    message.recalled = true
    return {}
  }
}

const TextCard = z.object({
  title: z.string().min(1),
  description: z.string().min(1),
  url: z.url(),
  btntxt: z.string().max(4).optional(),
})

/** The words of a message, and the id of an interactive card. Over-long text is cut by the platform, not refused. */
function readContent(world: World, request: z.infer<typeof Send>): { text: string; taskId: string | null } {
  const payload = request[request.msgtype]
  const words = (text: string): { text: string; taskId: null } => ({ text, taskId: null })
  switch (request.msgtype) {
    case 'text':
    case 'markdown': {
      const { content } = fields(z.object({ content: z.string().min(1) }), payload)
      if (bytes(content) > 2048) world.violations.note('text-too-long', `${bytes(content)} bytes are cut`, SEND)
      return words(Buffer.from(content).subarray(0, 2048).toString('utf8'))
    }
    case 'textcard': {
      const card = fields(TextCard, payload)
      if ([...card.title].length > 128 || [...card.description].length > 512)
        world.violations.note('field-limits', 'textcard title or description is cut', SEND)
      return words([card.title, card.description].join('\n'))
    }
    case 'news': {
      const articles = z
        .array(z.object({ title: z.string(), description: z.string().default('') }))
        .min(1)
        .max(8)
      const news = fields(z.object({ articles }), payload)
      return words(news.articles.map((article) => `${article.title}\n${article.description}`).join('\n'))
    }
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      // A document shown as a picture, or the other way round, is no media of that kind.
      if (
        world.media.find(fields(z.object({ media_id: z.string() }), payload).media_id, world.now()).kind !==
        request.msgtype
      )
        throw new ApiError(40007)
      return words(`[${request.msgtype}]`)
    case 'template_card':
      return readCard(world, payload, SEND)
    default:
      world.violations.note('field-limits', `msgtype ${request.msgtype}`, SEND)
      throw new ApiError(40058, 'msgtype')
  }
}
