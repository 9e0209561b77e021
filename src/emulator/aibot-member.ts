import { createCipheriv, randomBytes } from 'node:crypto'
import type { AibotShown, AibotWorld } from './aibot-world'

/** What the member's client hands to the platform; the server turns it into a frame. */
export interface Act {
  command: 'aibot_msg_callback' | 'aibot_event_callback'
  kind: 'message' | 'enter' | 'card' | 'other'
  userId: string
  chatId: string
  group: boolean
  body: Record<string, unknown>
  taskId?: string
}

export interface AibotPost {
  /** Pushes it; gives the msgid. */
  send(act: Act): string
  /** Pushes an earlier one again, with a fresh req_id. */
  again(msgid: string): void
  /** Serves sealed bytes for five minutes. */
  serve(file: { bytes: Buffer; name: string }): string
}

const SMALL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A member of the corp, alone with the bot or in a group where the bot is. */
export class AibotMember {
  constructor(
    private readonly world: AibotWorld,
    private readonly post: AibotPost,
    readonly userId: string,
    private readonly groupId?: string,
  ) {}

  /** The chat this member looks at. */
  get chatId(): string {
    return this.groupId ?? this.userId
  }

  get received(): readonly AibotShown[] {
    return this.world.chat(this.chatId)
  }

  /** The words that are finished: a stream that still runs is no answer yet. */
  get heard(): string[] {
    return this.received.filter((shown) => shown.finished).map((shown) => shown.text)
  }

  /** In a group the platform hands on only what mentions the bot. */
  text(content: string, given: { mention?: boolean; quote?: Record<string, unknown> } = {}): string {
    const mention = given.mention ?? this.groupId !== undefined
    const words = mention ? `@物业助手 ${content}` : content
    return this.message('text', { text: { content: words } }, given.quote)
  }

  voice(content: string): string {
    return this.message('voice', { voice: { content } })
  }

  image(bytes: Buffer = SMALL_PNG, name = '现场照片.png'): string {
    return this.message('image', { image: this.sealed(bytes, name) })
  }

  file(bytes: Buffer = Buffer.from('%PDF-1.4 emulator'), name = '装修申请.pdf'): string {
    return this.message('file', { file: this.sealed(bytes, name) })
  }

  video(bytes: Buffer = Buffer.from('....ftypmp42'), name = '视频.mp4'): string {
    return this.message('video', { video: this.sealed(bytes, name) })
  }

  /** Words and pictures in one message. */
  mixed(parts: readonly (string | Buffer)[]): string {
    const item = parts.map((part) =>
      typeof part === 'string'
        ? { msgtype: 'text', text: { content: part } }
        : { msgtype: 'image', image: this.sealed(part, '照片.png') },
    )
    return this.message('mixed', { mixed: { msg_item: item } })
  }

  /** Any type there is or will be. */
  raw(msgtype: string, payload: Record<string, unknown> = {}): string {
    return this.message(msgtype, payload)
  }

  /** Opens the single chat for the first time of the day. */
  enter(): string {
    return this.event('enter', { eventtype: 'enter_chat' })
  }

  /** Taps a button of the newest card that has it, by key or by the words on it. */
  tap(keyOrWords: string): string {
    for (const shown of [...this.received].reverse())
      for (const button of shown.card?.button_list ?? [])
        if (button.key === keyOrWords || button.text === keyOrWords) {
          const event = { card_type: shown.card?.card_type, event_key: button.key, task_id: shown.card?.task_id }
          return this.event(
            'card',
            { eventtype: 'template_card_event', template_card_event: event },
            shown.card?.task_id,
          )
        }
    throw new Error(`no card offers "${keyOrWords}"`)
  }

  feedback(type: 1 | 2 | 3): string {
    return this.event('other', { eventtype: 'feedback_event', feedback_event: { id: 'f1', type } })
  }

  private message(msgtype: string, payload: Record<string, unknown>, quote?: Record<string, unknown>): string {
    return this.send('aibot_msg_callback', 'message', { msgtype, ...payload, ...(quote ? { quote } : {}) })
  }

  private event(kind: Act['kind'], event: Record<string, unknown>, taskId?: string): string {
    return this.send('aibot_event_callback', kind, { msgtype: 'event', event }, taskId)
  }

  private send(command: Act['command'], kind: Act['kind'], body: Record<string, unknown>, taskId?: string): string {
    const group = this.groupId !== undefined
    // Whoever has spoken in a group has not written to the bot alone.
    this.world.hear(this.chatId, kind)
    return this.post.send({ command, kind, body, userId: this.userId, chatId: this.chatId, group, taskId })
  }

  /** AES-256-CBC padded to 32, each file with a key of its own, its first 16 bytes the IV (wecom-protocol §8.3). */
  private sealed(bytes: Buffer, name: string): { url: string; aeskey: string } {
    const key = randomBytes(32)
    const pad = 32 - (bytes.length % 32)
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const locked = Buffer.concat([cipher.update(Buffer.concat([bytes, Buffer.alloc(pad, pad)])), cipher.final()])
    return { url: this.post.serve({ bytes: locked, name }), aeskey: key.toString('base64') }
  }
}
