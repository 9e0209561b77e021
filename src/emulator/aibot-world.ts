import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../platform/clock'
import type { AibotCard, AibotRuleBook } from './aibot-rules'
import { AibotRefusal, checkCard, CODE } from './aibot-rules'

/** What the vendor's pages leave open (wecom-protocol §14). */
export interface AibotUnverified {
  /** May a tap on a card be answered by its req_id, as a message is? */
  replyToTap: boolean
  /** May somebody be pushed to who has tapped a card and never written? */
  tapCountsAsWriting: boolean
}

/** One message as the chat shows it; a stream changes in place. */
export interface AibotShown {
  kind: 'stream' | 'markdown' | 'text' | 'card' | 'image' | 'file'
  text: string
  /** A stream's last frame has come; all else is finished at once. */
  finished: boolean
  /** Every text that stood there, oldest first. */
  frames: string[]
  card: AibotCard | null
  via: 'reply' | 'push' | 'welcome'
  at: Date
}

/** A callback we pushed, and what was answered to it. */
export interface PushedCallback {
  reqId: string
  kind: 'message' | 'enter' | 'card' | 'other'
  chatId: string
  userId: string
  at: number
  taskId?: string
  stream?: { id: string; begunAt: number; shown: AibotShown }
  welcomed?: boolean
}

/** JSON writes half a surrogate pair as an escape, and only that. */
const HALF_A_CHARACTER = /\\ud[89a-f][0-9a-f]{2}/
const STREAM_MS = 360_000
const REPLY_MS = 24 * 3600_000
const AT_ONCE_MS = 5_000
const PER_MINUTE = 30
const PER_HOUR = 1000

const Stream = z.object({
  msgtype: z.literal('stream'),
  stream: z.object({ id: z.string().min(1), finish: z.boolean().default(false), content: z.string().default('') }),
})
const Markdown = z.object({ msgtype: z.literal('markdown'), markdown: z.object({ content: z.string() }) })
const Text = z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) })
const CardMessage = z.object({ msgtype: z.literal('template_card'), template_card: z.unknown() })
const MediaId = z.object({ media_id: z.string() })
const Image = z.object({ msgtype: z.literal('image'), image: MediaId })
const File = z.object({ msgtype: z.literal('file'), file: MediaId })
const Reply = z.discriminatedUnion('msgtype', [Stream, CardMessage, Image, File])
const Welcome = z.discriminatedUnion('msgtype', [Text, CardMessage])
const Push = z.discriminatedUnion('msgtype', [Markdown, CardMessage, Image, File])
const Update = z.object({ response_type: z.literal('update_template_card'), template_card: z.unknown() })
const Upload = {
  init: z.object({
    type: z.string(),
    filename: z.string(),
    total_size: z.number(),
    total_chunks: z.number(),
    md5: z.string().optional(),
  }),
  chunk: z.object({ upload_id: z.string(), chunk_index: z.number(), base64_data: z.string() }),
  finish: z.object({ upload_id: z.string() }),
}

/** The platform's memory of one bot: chats, callbacks, cards, media, and the rules (wecom-protocol §8). */
export class AibotWorld {
  readonly chats = new Map<string, AibotShown[]>()
  readonly callbacks = new Map<string, PushedCallback>()
  readonly media = new Map<string, { bytes: Buffer; filename: string; type: string }>()
  /** Chats in which somebody has written to the bot. */
  readonly known = new Set<string>()
  private readonly cards = new Map<string, { chatId: string; shown: AibotShown; body: string }>()
  private readonly sent = new Map<string, number[]>()
  private readonly uploads = new Map<string, { about: z.infer<typeof Upload.init>; chunks: Map<number, Buffer> }>()
  private count = 0

  constructor(
    private readonly clock: Clock,
    readonly book: AibotRuleBook,
    private readonly unverified: AibotUnverified = { replyToTap: true, tapCountsAsWriting: false },
  ) {}

  chat(chatId: string): AibotShown[] {
    const known = this.chats.get(chatId)
    if (known) return known
    const fresh: AibotShown[] = []
    this.chats.set(chatId, fresh)
    return fresh
  }

  /** Carries out one frame; what it returns is the acknowledgement's body. */
  handle(command: string, reqId: string, body: unknown): object | undefined {
    if (HALF_A_CHARACTER.test(JSON.stringify(body) ?? '')) this.book.note('broken-characters', command)
    switch (command) {
      case 'aibot_respond_msg':
        return this.respond(reqId, this.read(Reply, body))
      case 'aibot_respond_welcome_msg':
        return this.welcome(reqId, this.read(Welcome, body))
      case 'aibot_respond_update_msg':
        return this.updateCard(reqId, this.read(Update, body))
      case 'aibot_send_msg':
        return this.push(this.read(z.looseObject({ chatid: z.string().min(1) }), body).chatid, this.read(Push, body))
      case 'aibot_upload_media_init':
        return this.beginUpload(this.read(Upload.init, body))
      case 'aibot_upload_media_chunk':
        return this.addChunk(this.read(Upload.chunk, body))
      case 'aibot_upload_media_finish':
        return this.finishUpload(this.read(Upload.finish, body))
      default:
        return this.book.refuse('unknown-command', CODE.badType, command)
    }
  }

  /** Streams still open although their six minutes are over. */
  unfinished(): string[] {
    return [...this.callbacks.values()].flatMap(({ stream }) =>
      stream && !stream.shown.finished && this.now() - stream.begunAt > STREAM_MS ? [stream.id] : [],
    )
  }

  /** The member has acted; from now on pushes may reach this chat. */
  hear(chatId: string, kind: PushedCallback['kind']): void {
    if (kind === 'message' || (kind === 'card' && this.unverified.tapCountsAsWriting)) this.known.add(chatId)
  }

  cardOf(taskId: string): AibotShown | undefined {
    return this.cards.get(taskId)?.shown
  }

  private respond(reqId: string, body: z.infer<typeof Reply>): undefined {
    const callback = this.callbackOf(reqId)
    if (callback.kind === 'card' && !this.unverified.replyToTap) throw new AibotRefusal(CODE.unknownReqId, 'a tap')
    if (this.now() - callback.at > REPLY_MS) this.book.refuse('reply-too-late', CODE.unknownReqId, reqId)
    if (body.msgtype !== 'stream') {
      this.countFrame(callback.chatId)
      this.show(callback.chatId, body, 'reply')
      return undefined
    }
    const { id, finish, content } = body.stream
    if (Buffer.byteLength(content) > 20_480) this.book.refuse('stream-too-long', CODE.badParameter, id)
    if (content.trim() === '') this.book.refuse('empty-words', CODE.badParameter, id)
    const known = callback.stream
    if (known && known.id !== id) this.book.refuse('second-stream', CODE.badParameter, reqId)
    if (known?.shown.finished) {
      // The same last frame again after a lost acknowledgement is fair; the platform says the stream is over all the same.
      if (known.shown.text !== content) this.book.note('stream-after-finish', id)
      throw new AibotRefusal(CODE.streamOver, 'stream finished')
    }
    if (known && this.now() - known.begunAt > STREAM_MS) this.book.refuse('stream-too-late', CODE.streamOver, id)
    this.countFrame(callback.chatId)
    const stream = known ?? { id, begunAt: this.now(), shown: this.put(callback.chatId, 'stream', '', 'reply', null) }
    callback.stream = stream
    stream.shown.text = content
    stream.shown.frames.push(content)
    stream.shown.finished = finish
    return undefined
  }

  private welcome(reqId: string, body: z.infer<typeof Welcome>): undefined {
    const callback = this.callbackOf(reqId)
    if (callback.kind !== 'enter') this.book.refuse('unknown-req-id', CODE.unknownReqId, 'no enter_chat')
    if (callback.welcomed) this.book.refuse('welcome-twice', CODE.unknownReqId, reqId)
    if (this.now() - callback.at > AT_ONCE_MS) this.book.refuse('welcome-too-late', CODE.unknownReqId, reqId)
    this.countFrame(callback.chatId)
    callback.welcomed = true
    this.show(callback.chatId, body, 'welcome')
    return undefined
  }

  private updateCard(reqId: string, body: z.infer<typeof Update>): undefined {
    const callback = this.callbackOf(reqId)
    const card = checkCard(body.template_card, this.book)
    if (callback.kind !== 'card' || card.task_id !== callback.taskId)
      this.book.refuse('card-update-for-another-card', CODE.badParameter, card.task_id ?? 'no task_id')
    if (this.now() - callback.at > AT_ONCE_MS) this.book.refuse('card-update-too-late', CODE.unknownReqId, reqId)
    const shown = this.cardOf(card.task_id ?? '')
    if (shown) shown.card = card
    return undefined
  }

  private push(chatId: string, body: z.infer<typeof Push>): undefined {
    if (!this.known.has(chatId)) this.book.refuse('pushed-to-stranger', CODE.stranger, chatId)
    this.countFrame(chatId)
    this.show(chatId, body, 'push')
    return undefined
  }

  private show(
    chatId: string,
    body: z.infer<typeof Push> | z.infer<typeof Welcome> | Exclude<z.infer<typeof Reply>, { msgtype: 'stream' }>,
    via: AibotShown['via'],
  ): void {
    switch (body.msgtype) {
      case 'markdown':
      case 'text': {
        const { content } = body.msgtype === 'text' ? body.text : body.markdown
        if (Buffer.byteLength(content) > 20_480) this.book.refuse('stream-too-long', CODE.badParameter, chatId)
        if (content.trim() === '') this.book.refuse('empty-words', CODE.badParameter, chatId)
        this.put(chatId, body.msgtype, content, via, null)
        return
      }
      case 'image':
      case 'file': {
        const id = body.msgtype === 'image' ? body.image.media_id : body.file.media_id
        const media = this.media.get(id)
        if (media?.type !== body.msgtype) this.book.refuse('unknown-media', CODE.badMedia, id)
        this.put(chatId, body.msgtype, media.filename, via, null)
        return
      }
      case 'template_card':
        this.showCard(chatId, checkCard(body.template_card, this.book), via)
    }
  }

  private showCard(chatId: string, card: AibotCard, via: AibotShown['via']): void {
    const before = card.task_id ? this.cards.get(card.task_id) : undefined
    if (before) {
      // The same card again is a retry after a lost acknowledgement; another one under its number is a mistake.
      if (before.body !== JSON.stringify(card)) this.book.note('task-id-reused', card.task_id ?? '')
      throw new AibotRefusal(CODE.taskIdTaken, 'task_id exists')
    }
    const words = [
      card.main_title?.title,
      card.sub_title_text,
      ...(card.button_list ?? []).map(({ text }) => `[${text}]`),
    ]
    const shown = this.put(chatId, 'card', words.filter(Boolean).join('\n'), via, card)
    if (card.task_id) this.cards.set(card.task_id, { chatId, shown, body: JSON.stringify(card) })
  }

  private put(
    chatId: string,
    kind: AibotShown['kind'],
    text: string,
    via: AibotShown['via'],
    card: AibotCard | null,
  ): AibotShown {
    const finished = kind !== 'stream'
    const shown: AibotShown = { kind, text, finished, frames: finished ? [text] : [], card, via, at: this.clock.now() }
    this.chat(chatId).push(shown)
    return shown
  }

  private countFrame(chatId: string): void {
    const now = this.now()
    const recent = (this.sent.get(chatId) ?? []).filter((at) => at > now - 3600_000)
    if (recent.filter((at) => at > now - 60_000).length >= PER_MINUTE || recent.length >= PER_HOUR)
      this.book.refuse('rate-limit', CODE.tooOften, chatId)
    this.sent.set(chatId, [...recent, now])
  }

  private beginUpload(about: z.infer<typeof Upload.init>): object {
    if (about.total_chunks > 100) this.book.refuse('upload-limits', CODE.badParameter, `${about.total_chunks} chunks`)
    const uploadId = `up_${(this.count += 1)}`
    this.uploads.set(uploadId, { about, chunks: new Map() })
    return { upload_id: uploadId }
  }

  private addChunk(part: z.infer<typeof Upload.chunk>): undefined {
    const bytes = Buffer.from(part.base64_data, 'base64')
    if (bytes.length > 512 * 1024) this.book.refuse('upload-limits', CODE.badParameter, `${bytes.length} bytes`)
    this.uploads.get(part.upload_id)?.chunks.set(part.chunk_index, bytes)
    return undefined
  }

  private finishUpload({ upload_id: id }: z.infer<typeof Upload.finish>): object {
    const upload = this.uploads.get(id)
    if (!upload) return this.book.refuse('unknown-media', CODE.badMedia, id)
    const bytes = Buffer.concat([...upload.chunks].sort(([a], [b]) => a - b).map(([, chunk]) => chunk))
    const md5 = createHash('md5').update(bytes).digest('hex')
    if (bytes.length !== upload.about.total_size || (upload.about.md5 !== undefined && upload.about.md5 !== md5))
      this.book.refuse('upload-limits', CODE.badParameter, 'the pieces do not make the file')
    const mediaId = `3media_${(this.count += 1)}`
    this.media.set(mediaId, { bytes, filename: upload.about.filename, type: upload.about.type })
    return { type: upload.about.type, media_id: mediaId, created_at: String(Math.floor(this.now() / 1000)) }
  }

  private callbackOf(reqId: string): PushedCallback {
    const callback = this.callbacks.get(reqId)
    return callback ?? this.book.refuse('unknown-req-id', CODE.unknownReqId, reqId)
  }

  private read<T>(schema: z.ZodType<T>, body: unknown): T {
    const parsed = schema.safeParse(body)
    if (parsed.success) return parsed.data
    return this.book.refuse('unreadable-frame', CODE.badType, parsed.error.issues[0]?.message ?? 'body')
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}
