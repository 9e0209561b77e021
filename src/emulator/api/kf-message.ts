import { z } from 'zod'
import { ApiError } from '../api-error'
import type { Received, World } from '../world'
import type { ViolationRule } from '../violations'
import { bytes } from './route'

/** What a resident will see of an accepted message. */
export type KfContent = Pick<Received, 'msgtype' | 'text' | 'menu' | 'payload'>

const MediaRef = z.object({ media_id: z.string().min(1).max(128) })
const MENU_ENTRIES = 50
const TAPPABLE_ENTRIES = 10
export const TEXT_BYTES = 2048

const Entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('click'), click: z.object({ id: z.string().optional(), content: z.string() }) }),
  z.object({ type: z.literal('view'), view: z.object({ url: z.string(), content: z.string() }) }),
  z.object({
    type: z.literal('miniprogram'),
    miniprogram: z.object({ appid: z.string(), pagepath: z.string(), content: z.string() }),
  }),
  z.object({
    type: z.literal('text'),
    text: z.object({ content: z.string(), no_newline: z.union([z.literal(0), z.literal(1)]).optional() }),
  }),
])
type Entry = z.infer<typeof Entry>

const Menu = z.object({
  head_content: z.string().default(''),
  list: z.array(z.looseObject({ type: z.string() })).default([]),
  tail_content: z.string().default(''),
})

/** Reads the object of a `send_msg` by the limits of §5.11. `maxEntries` is 10 in all for one-time codes (§5.13). */
export function readKfMessage(
  world: World,
  body: Record<string, unknown>,
  path: string,
  maxEntries?: number,
): KfContent {
  const msgtype = String(body.msgtype ?? '')
  const payload = body[msgtype]
  const refuse = (rule: ViolationRule, detail: string, errcode = 40058): never => {
    world.violations.note(rule, detail, path)
    throw new ApiError(errcode, detail)
  }
  const take = <T extends z.ZodType>(schema: T): z.infer<T> => {
    const parsed = schema.safeParse(payload)
    if (parsed.success) return parsed.data
    return refuse('field-limits', `${msgtype}.${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  }
  const within = (rule: ViolationRule, name: string, text: string, max: number, min = 0): void => {
    if (bytes(text) > max || bytes(text) < min)
      refuse(rule, `${name} has ${bytes(text)} bytes, ${min} to ${max} allowed`)
  }
  const plain = (text: string): KfContent => ({ msgtype, text, menu: [], payload })

  switch (msgtype) {
    case 'text': {
      const { content } = take(z.object({ content: z.string().min(1) }))
      if (bytes(content) <= TEXT_BYTES) return plain(content)
      if (world.settings.unverified.longText === 'refuse') refuse('text-too-long', `text has ${bytes(content)} bytes`)
      world.violations.note('text-too-long', `text has ${bytes(content)} bytes and is cut`, path)
      return plain(Buffer.from(content).subarray(0, TEXT_BYTES).toString('utf8'))
    }
    case 'image':
    case 'voice':
    case 'video':
    case 'file': {
      const media = world.media.find(take(MediaRef).media_id, world.now())
      if (media.kind !== msgtype) refuse('field-limits', `media is ${media.kind}, message ${msgtype}`, 40007)
      return plain(`[${msgtype}]`)
    }
    case 'link': {
      const link = take(
        z.object({ title: z.string().min(1), desc: z.string().optional(), url: z.url(), thumb_media_id: z.string() }),
      )
      within('field-limits', 'link.url', link.url, 2048)
      world.media.find(link.thumb_media_id, world.now())
      return plain([cut(link.title, 128), cut(link.desc ?? '', 512), link.url].filter(Boolean).join('\n'))
    }
    case 'miniprogram': {
      const program = take(
        z.object({
          appid: z.string().min(1),
          title: z.string().default(''),
          thumb_media_id: z.string(),
          pagepath: z.string(),
        }),
      )
      world.media.find(program.thumb_media_id, world.now())
      return plain(cut(program.title, 64))
    }
    case 'location': {
      const place = take(
        z.object({
          latitude: z.number().min(-90).max(90),
          longitude: z.number().min(-180).max(180),
          name: z.string().optional(),
          address: z.string().optional(),
        }),
      )
      return plain([place.name, place.address].filter(Boolean).join('\n'))
    }
    case 'ca_link':
      return plain(take(z.object({ link_url: z.url() })).link_url)
    case 'msgmenu':
      return readMenu()
    default:
      return refuse('field-limits', `msgtype ${msgtype || 'missing'}`)
  }

  function readMenu(): KfContent {
    const menu = take(Menu)
    if (menu.list.length > (maxEntries ?? MENU_ENTRIES)) refuse('menu-limits', `${menu.list.length} entries`, 95008)
    const tappable = menu.list.filter((entry) => entry.type !== 'text').length
    if (tappable > TAPPABLE_ENTRIES) refuse('menu-limits', `${tappable} entries to tap`, 95008)
    within('menu-limits', 'head_content', menu.head_content, 1024)
    within('menu-limits', 'tail_content', menu.tail_content, 1024)
    if (menu.list.length === 0 && !menu.head_content && !menu.tail_content) refuse('menu-limits', 'the menu is empty')
    const entries = menu.list.map((raw) => readEntry(raw))
    const text = [menu.head_content, ...entries.map((entry) => entry.label), menu.tail_content]
      .filter(Boolean)
      .join('\n')
    return { msgtype, text, menu: entries.filter((entry) => entry.type !== 'text'), payload }
  }

  function readEntry(raw: { type: string }): { type: string; id?: string; label: string } {
    if (!['click', 'view', 'miniprogram', 'text'].includes(raw.type))
      refuse('menu-limits', `entry type ${raw.type}`, 95009)
    const parsed = Entry.safeParse(raw)
    if (!parsed.success) return refuse('menu-limits', `entry of type ${raw.type} is incomplete`)
    const entry: Entry = parsed.data
    switch (entry.type) {
      case 'click':
        if (entry.click.id !== undefined) within('menu-limits', 'click.id', entry.click.id, 128, 1)
        within('menu-limits', 'click.content', entry.click.content, 128, 1)
        return { type: 'click', id: entry.click.id, label: entry.click.content }
      case 'view':
        within('menu-limits', 'view.url', entry.view.url, 2048, 1)
        within('menu-limits', 'view.content', entry.view.content, 1024, 1)
        return { type: 'view', label: entry.view.content }
      case 'miniprogram':
        within('menu-limits', 'miniprogram.appid', entry.miniprogram.appid, 32, 1)
        within('menu-limits', 'miniprogram.pagepath', entry.miniprogram.pagepath, 1024, 1)
        within('menu-limits', 'miniprogram.content', entry.miniprogram.content, 1024)
        return { type: 'miniprogram', label: entry.miniprogram.content }
      case 'text':
        within('menu-limits', 'text.content', entry.text.content, 256, 1)
        return { type: 'text', label: entry.text.content.replaceAll('\\n', '\n') }
    }
  }
}

function cut(text: string, max: number): string {
  return bytes(text) <= max ? text : Buffer.from(text).subarray(0, max).toString('utf8')
}
