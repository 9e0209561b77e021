import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { FaultOrders } from './faults'
import { playPage } from './play-page'
import type { ExtraPage } from './server'
import type { Emulator } from './start-emulator'
import type { AppMessage, WebhookMessage, World } from './world'

const Faults = z.enum([
  'busy',
  'hang',
  'reset',
  'tokenDeath',
  'emptyPage',
  'sendFail',
  'lostCallback',
  'doubleCallback',
])
const Act = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('enter'),
    user: z.string(),
    scene: z.string().default(''),
    sceneParam: z.string().default(''),
  }),
  z.object({ act: z.literal('text'), user: z.string(), text: z.string().min(1) }),
  z.object({
    act: z.literal('image'),
    user: z.string(),
    base64: z.string(),
    name: z.string(),
    contentType: z.string(),
  }),
  z.object({ act: z.literal('voice'), user: z.string() }),
  z.object({ act: z.literal('location'), user: z.string() }),
  z.object({ act: z.literal('tap'), user: z.string(), entry: z.string() }),
  z.object({ act: z.literal('recall'), user: z.string(), msgid: z.string() }),
  z.object({ act: z.literal('receiving'), staff: z.string(), on: z.boolean() }),
  z.object({ act: z.literal('pick'), staff: z.string(), user: z.string() }),
  z.object({ act: z.literal('say'), staff: z.string(), user: z.string(), text: z.string().min(1) }),
  z.object({ act: z.literal('end'), staff: z.string(), user: z.string() }),
  z.object({ act: z.literal('tell'), staff: z.string(), text: z.string().min(1) }),
  z.object({
    act: z.literal('click'),
    staff: z.string(),
    key: z.string(),
    taskId: z.string(),
    chosen: z.string().optional(),
  }),
  z.object({ act: z.literal('fault'), fault: Faults }),
  z.object({ act: z.literal('verify') }),
])
type Act = z.infer<typeof Act>

/** Lets a person play residents and staff in the browser: the page, what it shows, and what its buttons do. */
export function playRoom(emulator: Emulator, world: World): ExtraPage {
  return (request, response, body) => {
    const { pathname } = new URL(request.url ?? '/', 'http://emulator')
    if (pathname === '/') return send(response, 200, playPage, 'text/html; charset=utf-8')
    if (pathname === '/play/state') return send(response, 200, JSON.stringify(look(emulator, world)))
    if (pathname !== '/play/act') return false
    // JSON only: another site's form cannot send that without asking first.
    if (request.method !== 'POST' || !isJson(request)) return send(response, 415, '{}')
    void perform(emulator, body).then((message) => send(response, 200, JSON.stringify({ message })))
    return true
  }
}

/** Does it, and says in Chinese what came of it where that cannot be seen. */
async function perform(emulator: Emulator, body: Buffer): Promise<string> {
  try {
    return await carryOut(emulator, Act.parse(JSON.parse(body.toString('utf8'))))
  } catch (error) {
    return `没有完成：${error instanceof Error ? error.message : String(error)}`
  }
}

async function carryOut(emulator: Emulator, act: Act): Promise<string> {
  const { openKfid } = emulator
  switch (act.act) {
    case 'enter':
      await emulator.resident(act.user).enter(act)
      return ''
    case 'text':
      await emulator.resident(act.user).text(act.text)
      return ''
    case 'image':
      await emulator.resident(act.user).image(Buffer.from(act.base64, 'base64'), act)
      return ''
    case 'voice':
      await emulator.resident(act.user).voice()
      return ''
    case 'location':
      await emulator.resident(act.user).location()
      return ''
    case 'tap':
      await emulator.resident(act.user).tapMenu(act.entry)
      return ''
    case 'recall':
      await emulator.resident(act.user).recall(act.msgid)
      return ''
    case 'receiving':
      emulator.servicer(act.staff).setReceiving(act.on)
      return ''
    case 'pick':
      emulator.servicer(act.staff).pick(openKfid, act.user)
      return ''
    case 'say':
      emulator.servicer(act.staff).say(openKfid, act.user, act.text)
      return ''
    case 'end':
      emulator.servicer(act.staff).end(openKfid, act.user)
      return ''
    case 'tell':
      emulator.member(act.staff).tell(act.text)
      return ''
    case 'click':
      emulator.member(act.staff).click(act.key, act.taskId, act.chosen)
      return ''
    case 'fault':
      emulator.faults.set({ [act.fault]: { on: FAULT_PLACES[act.fault] } } as FaultOrders)
      return '故障已备好，下一次相应的调用会遇到它'
    case 'verify': {
      const { ok, reason } = await emulator.verifyCallback()
      return ok ? '回调地址验证通过' : `回调地址验证没有通过：${reason}`
    }
  }
}

const FAULT_PLACES: Partial<Record<z.infer<typeof Faults>, string>> = {
  busy: 'kf/send_msg',
  hang: 'kf/send_msg',
  reset: 'kf/send_msg',
}

function look(emulator: Emulator, world: World): object {
  const account = world.accounts.get(emulator.openKfid)
  return {
    env: emulator.env,
    faults: Faults.options,
    residents: [...world.residents.values()].map((resident) => ({
      id: resident.externalUserid,
      session: emulator.session(emulator.openKfid, resident.externalUserid),
      chat: [
        ...[...resident.sent].map(([msgid, sent]) => ({ msgid, mine: true, ...sent })),
        ...resident.received.map((message) => ({ mine: false, ...message, payload: undefined })),
      ].sort((a, b) => a.at.getTime() - b.at.getTime()),
    })),
    staff: [...world.members.values()].map((member) => ({
      userid: member.userid,
      receiving: account?.servicers.get(member.userid.toLowerCase())?.receiving ?? false,
      inbox: member.inbox.slice(-20).map((message) => ({
        text: message.text,
        at: message.at,
        taskId: message.taskId,
        buttons: cardOf(message)?.button_list ?? [],
        choice: cardOf(message)?.button_selection ?? null,
        update: message.updates.get(member.userid.toLowerCase()) ?? null,
      })),
    })),
    group: world.webhookMessages.slice(-10).map((message) => ({ text: wordsIn(message), at: message.at })),
    violations: world.violations.all.slice(-30),
  }
}

function cardOf(message: AppMessage): { button_list?: unknown; button_selection?: unknown } | undefined {
  return message.body.template_card as { button_list?: unknown; button_selection?: unknown } | undefined
}

/** What the staff group reads; pictures and files by their kind. */
function wordsIn({ msgtype, body }: WebhookMessage): string {
  const content = (body[msgtype] as { content?: unknown } | undefined)?.content
  return typeof content === 'string' ? content.replace(/<\/?font[^>]*>/g, '') : `[${msgtype}]`
}

function isJson(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/json')
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json; charset=utf-8'): true {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  return true
}
