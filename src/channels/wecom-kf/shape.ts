import { outboundText } from '../../messages/outbound'
import type { MenuOption, OutboundContent } from '../../messages/outbound'
import { clipText, splitText } from '../../messages/split-text'
import type { KfMessageBody } from '../wecom/api-client'
import { cleanText } from '../wecom/raw-json'

/** Limits of `send_msg`, in bytes of UTF-8 (wecom-protocol §5.11). What is done with more is not stated: never more. */
const TEXT_BYTES = 2048
const HEAD_BYTES = 1024
const LABEL_BYTES = 128
const DESC_BYTES = 512
const PROGRAM_BYTES = 64
const URL_BYTES = 2048
const OPTIONS = 10
/** Five for each message of the owner. */
const PARTS = 5

/** Cuts what is to be said into messages as WeChat shows them; at most five, the rest would not be delivered. */
export function shapeKf(content: OutboundContent): OutboundContent[] {
  const messages = messagesOf(content)
  if (messages.length <= PARTS) return messages
  const kept = messages.slice(0, PARTS)
  const last = kept[PARTS - 1]
  if (last?.type === 'text') kept[PARTS - 1] = { type: 'text', text: clipText(`${last.text}……`, TEXT_BYTES) }
  return kept
}

function messagesOf(content: OutboundContent): OutboundContent[] {
  switch (content.type) {
    case 'text':
      return textParts(clean(content.text))
    case 'menu':
      return menuParts(content)
    case 'link':
      // A card needs a picture; the address in a text is just as well tapped.
      return content.fileId === undefined ? textParts(clean(outboundText(content))) : [content]
    default:
      return [content]
  }
}

/** The media a message is made with, by the id WeCom gave it. */
export type MediaIdOf = (fileId: string) => string

/** The object of the API for a shaped message. */
export function toKfBody(content: OutboundContent, mediaIdOf: MediaIdOf = noMedia): KfMessageBody {
  switch (content.type) {
    case 'text':
      return { msgtype: 'text', text: { content: clean(content.text) } }
    case 'menu':
      return {
        msgtype: 'msgmenu',
        msgmenu: {
          // Empty fields are left out, not sent empty.
          ...(content.text ? { head_content: clean(content.text) } : {}),
          list: content.options.map(({ id, label }) => ({ type: 'click', click: { id, content: clean(label) } })),
          ...(content.tail ? { tail_content: clean(content.tail) } : {}),
        },
      }
    case 'image':
      return { msgtype: 'image', image: { media_id: mediaIdOf(content.fileId) } }
    case 'file':
      return { msgtype: 'file', file: { media_id: mediaIdOf(content.fileId) } }
    case 'link': {
      const { title, text, url, fileId } = content
      if (fileId === undefined || Buffer.byteLength(url) > URL_BYTES) return toKfBody(asText(content))
      return {
        msgtype: 'link',
        link: {
          title: clipText(clean(title), LABEL_BYTES),
          ...(text ? { desc: clipText(clean(text), DESC_BYTES) } : {}),
          url,
          thumb_media_id: mediaIdOf(fileId),
        },
      }
    }
    case 'location': {
      const { latitude, longitude, name, address } = content.location
      return {
        msgtype: 'location',
        location: {
          latitude,
          longitude,
          ...(name ? { name: clean(name) } : {}),
          ...(address ? { address: clean(address) } : {}),
        },
      }
    }
    case 'miniprogram':
      return {
        msgtype: 'miniprogram',
        miniprogram: {
          appid: content.appId,
          title: clipText(clean(content.text), PROGRAM_BYTES),
          thumb_media_id: mediaIdOf(content.fileId),
          pagepath: content.page,
        },
      }
  }
}

function noMedia(fileId: string): string {
  throw new Error(`${fileId} was not brought to WeCom`)
}

/** The file of ours that a message shows, if any. */
export function fileOf(content: OutboundContent): string | null {
  return 'fileId' in content ? (content.fileId ?? null) : null
}

/** For codes that take text only (wecom-protocol §5.13), and where a picture cannot be had: the words a person reads. */
export function asText(content: OutboundContent): Extract<OutboundContent, { type: 'text' }> {
  return content.type === 'text' ? content : { type: 'text', text: clipText(clean(outboundText(content)), TEXT_BYTES) }
}

function textParts(text: string): OutboundContent[] {
  return splitText(text, TEXT_BYTES)
    .filter(Boolean)
    .map((part) => ({ type: 'text', text: part }))
}

/** Head, options and tail are one message; a head too long for one goes ahead as text, a tail too long follows. */
function menuParts(menu: Extract<OutboundContent, { type: 'menu' }>): OutboundContent[] {
  const heads = splitText(clean(menu.text), HEAD_BYTES)
  const head = heads.at(-1) ?? ''
  const before = heads.length > 1 ? textParts(clean(menu.text).trim().slice(0, -head.length)) : []
  const options = menu.options.map(fitOption)
  const pages = Math.max(1, Math.ceil(options.length / OPTIONS))
  const tail = menu.tail ? clean(menu.tail) : ''
  const tailFits = Buffer.byteLength(tail) <= HEAD_BYTES
  const menus: OutboundContent[] = Array.from({ length: pages }, (_, page) => ({
    type: 'menu',
    text: page === 0 ? head : '',
    options: options.slice(page * OPTIONS, (page + 1) * OPTIONS),
    ...(tail && tailFits && page === pages - 1 ? { tail } : {}),
  }))
  return [...before, ...menus, ...(tail && !tailFits ? textParts(tail) : [])]
}

function fitOption({ id, label }: MenuOption): MenuOption {
  return { id: clipText(id, LABEL_BYTES), label: clipText(clean(label).replace(/\s+/g, ' ').trim(), LABEL_BYTES) }
}

function clean(text: string): string {
  return cleanText(text.replaceAll('\r\n', '\n'))
}
