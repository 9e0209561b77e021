import { z } from 'zod'
import { Location } from './inbound'

export const MenuOption = z.object({ id: z.string().min(1).max(128), label: z.string().min(1) })
export type MenuOption = z.infer<typeof MenuOption>

/**
 * What the bot or staff say to an owner. Head, options and tail of a menu are one message (design D12). Files are ours, kept in
 * the Files port; a channel that cannot show a kind says its words instead (`outboundText`).
 */
export const OutboundContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  z.object({
    type: z.literal('menu'),
    text: z.string(),
    options: z.array(MenuOption).min(1),
    tail: z.string().optional(),
  }),
  /** A picture; `text` says what is on it, for whoever cannot be shown it. */
  z.object({ type: z.literal('image'), fileId: z.string().min(1), text: z.string() }),
  /** A document a colleague hands over; `text` says what it is. */
  z.object({ type: z.literal('file'), fileId: z.string().min(1), name: z.string().min(1), text: z.string() }),
  /** A web page as a card; without a picture of its own it goes as words, for WeChat asks for one. */
  z.object({
    type: z.literal('link'),
    title: z.string().min(1),
    text: z.string(),
    url: z.string().regex(/^https?:\/\//),
    fileId: z.string().optional(),
  }),
  /** `text` is said where no map can be shown. */
  z.object({ type: z.literal('location'), location: Location, text: z.string() }),
  /** `text` is the card's title. */
  z.object({
    type: z.literal('miniprogram'),
    appId: z.string().min(1),
    page: z.string().min(1),
    text: z.string(),
    fileId: z.string().min(1),
  }),
])
export type OutboundContent = z.infer<typeof OutboundContent>

/** The words a person reads: a menu's options are part of them. */
export function outboundText(content: OutboundContent): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'menu':
      return [content.text, ...content.options.map((option) => `· ${option.label}`), content.tail]
        .filter(Boolean)
        .join('\n')
    case 'image':
      return content.text || '[图片]'
    case 'file':
      return content.text || `[文件] ${content.name}`
    case 'link':
      return [content.title, content.text, content.url].filter(Boolean).join('\n')
    case 'location': {
      const { name, address } = content.location
      return content.text || [name ?? '[位置]', address].filter(Boolean).join('\n')
    }
    case 'miniprogram':
      return `[小程序] ${content.text}`
  }
}
