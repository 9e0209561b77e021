import type { InboundContent, InboundMessage } from '../../messages/inbound'
import type { Queryable } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { WecomApi } from '../wecom/api-client'
import { WecomError } from '../wecom/wecom-error'
import type { AppMessage } from './app-event'
import { optionByNumber } from './option-number'

export const APP_CHANNEL = 'wecom-app'

const MEDIA = { image: 'image', voice: 'voice', video: 'video', file: 'file' } as const
const EXTENSIONS = { image: 'jpg', voice: 'amr', video: 'mp4', file: 'bin' } as const
/** Media that cannot be had for so long is told as missing: the owner's next words must not wait for it. */
const MEDIA_TRIES = 3

/** What an owner who is a member of the corp wrote to the app, as the queue takes it; fetches what it carries. */
export async function toOwnerMessage(
  deps: { files: Files; api: Pick<WecomApi, 'media' | 'agentId'>; menuOf: MenuOf },
  message: AppMessage,
  options: { attempts: number },
): Promise<InboundMessage> {
  const user = message.from.toLowerCase()
  const id = `${user}-${message.msgId}`
  return {
    ...{ id, channel: APP_CHANNEL, account: String(deps.api.agentId), user, sourceId: message.msgId, at: message.at },
    content: await contentOf(deps, message, user, options.attempts),
    raw: { msgType: message.type },
  }
}

/** The options of the newest thing said in this talk, if that was a menu. */
export type MenuOf = (user: string) => Promise<{ id: string; label: string }[]>

async function contentOf(
  deps: { files: Files; api: Pick<WecomApi, 'media'>; menuOf: MenuOf },
  message: AppMessage,
  user: string,
  attempts: number,
): Promise<InboundContent> {
  const { type, text, location, link, mediaId } = message
  if (type === 'text') return chosenOf(text ?? '', await deps.menuOf(user))
  if (type === 'location' && location) return { kind: 'location', location }
  if (type === 'link' && link) return { kind: 'link', ...link }
  const kind = MEDIA[type as keyof typeof MEDIA]
  if (kind === undefined || mediaId === undefined) return { kind: 'other', vendorType: type }
  const attachment = await fetchMedia(deps, { kind, mediaId, msgId: message.msgId }, attempts)
  return kind === 'voice' ? { kind, attachment } : { kind, attachment }
}

/** App texts have no entries to tap (§6.3): options go out with numbers, and a number or the very words come back. */
function chosenOf(text: string, options: { id: string; label: string }[]): InboundContent {
  const words = text.normalize('NFKC').trim()
  const number = /^(\d{1,2})[.、。)]?$/.exec(words)?.[1]
  const chosen =
    number === undefined
      ? options.find(({ label }) => label.normalize('NFKC').trim() === words)
      : optionByNumber(options, Number(number))
  return chosen ? { kind: 'menu', menuId: chosen.id, text: chosen.label } : { kind: 'text', text }
}

async function fetchMedia(
  deps: { files: Files; api: Pick<WecomApi, 'media'> },
  wanted: { kind: keyof typeof EXTENSIONS; mediaId: string; msgId: string },
  attempts: number,
): Promise<Extract<InboundContent, { kind: 'image' }>['attachment']> {
  const { kind, mediaId } = wanted
  try {
    const { bytes, name, mime } = await deps.api.media(mediaId)
    const kept = await deps.files.put({
      // Where it comes from decides: fetched twice, it is one file.
      id: `fl_app_${wanted.msgId}`,
      bytes,
      name: name ?? `${kind}.${EXTENSIONS[kind]}`,
      ...(mime === null ? {} : { mime }),
    })
    return { kind, fileId: kept.id, name: kept.name, mime: kept.mime, bytes: kept.bytes, mediaId }
  } catch (error) {
    const again = error instanceof WecomError && ['transient', 'throttled', 'token'].includes(error.errorClass)
    if (again && attempts < MEDIA_TRIES) throw error
    return { kind, fileId: null, mediaId, problem: error instanceof Error ? error.message : String(error) }
  }
}

export function menuReader(db: Queryable, account: string): MenuOf {
  return async (user) => {
    const rows = await db.query<{ options: { id: string; label: string }[] | null }>(
      'app-newest-menu',
      `select c.body -> 'content' -> 'options' as options
         from conversation v
         join lateral (select id, kind from exchange where conversation_id = v.id and direction = 'out' order by seq desc limit 1) e on true
         join exchange_content c on c.exchange_id = e.id
        where v.channel = '${APP_CHANNEL}' and v.account = $1 and v.user_id = $2 and e.kind = 'menu'`,
      [account, user],
    )
    return rows[0]?.options ?? []
  }
}
