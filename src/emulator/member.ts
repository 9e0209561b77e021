import { XMLParser } from 'fast-xml-parser'
import type { Callbacks } from './callbacks'
import type { AppMessage, MemberRecord, World } from './world'
import { digits, document, field } from './xml'

/** A member of staff in WeCom, talking with the self-built app (§6). */
export class Member {
  constructor(
    private readonly world: World,
    private readonly callbacks: Callbacks,
    readonly userid: string,
  ) {}

  /** Everything the app sent that reached this member, oldest first; passive replies included. */
  get inbox(): AppMessage[] {
    return this.record.inbox
  }

  /** Writes to the app. Returns the MsgId, which is larger than a number can hold. */
  tell(text: string): string {
    const msgId = this.world.random.bigNumber()
    this.post('text', [field('MsgType', 'text'), field('Content', text), digits('MsgId', msgId)])
    return msgId
  }

  enterApp(): void {
    this.post('enter_agent', [field('MsgType', 'event'), field('Event', 'enter_agent'), field('EventKey', '')])
  }

  /** Sends a picture, a recording or a file to the app. */
  sendMedia(kind: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, name: string): string {
    const msgId = this.world.random.bigNumber()
    const mediaId = this.world.media.put({ kind, bytes, name, contentType: MIME[kind], createdAt: this.world.now() })
    const extra = kind === 'voice' ? [field('Format', 'amr')] : kind === 'image' ? [field('PicUrl', 'http://p/1')] : []
    this.post(kind, [field('MsgType', kind), field('MediaId', mediaId), ...extra, digits('MsgId', msgId)])
    return msgId
  }

  sendLocation(latitude: number, longitude: number, label: string): string {
    const msgId = this.world.random.bigNumber()
    const place = [
      digits('Location_X', String(latitude)),
      digits('Location_Y', String(longitude)),
      digits('Scale', '15'),
    ]
    this.post('location', [
      ...[field('MsgType', 'location'), ...place, field('Label', label), field('AppType', 'wxwork')],
      digits('MsgId', msgId),
    ])
    return msgId
  }

  /**
   * Presses a button of a card; the newest card of that task, else the newest that has the button. `chosen` is what was picked in
   * the card's list before.
   */
  click(buttonKey: string, taskId?: string, chosen?: string): { responseCode: string; taskId: string } {
    const card = [...this.inbox].reverse().find((one) => (taskId ? one.taskId === taskId : hasKey(one, buttonKey)))
    if (!card?.taskId) throw new Error(`${this.userid} has no card with the button "${buttonKey}"`)
    if (!hasKey(card, buttonKey)) throw new Error(`card ${card.taskId} has no button "${buttonKey}"`)
    const responseCode = this.world.cardCodes.give(card.taskId, this.world.now())
    const type = (card.body.template_card as { card_type: string }).card_type
    this.post('template_card_event', [
      ...[field('MsgType', 'event'), field('Event', 'template_card_event'), field('EventKey', buttonKey)],
      ...[field('TaskId', card.taskId), field('CardType', type), field('ResponseCode', responseCode)],
      selectedItems(card, chosen),
    ])
    return { responseCode, taskId: card.taskId }
  }

  /** What the card looks like to this member after updates; null while it is as sent. */
  updateOf(taskId: string): unknown {
    const card = this.world.appMessages.find((message) => message.taskId === taskId)
    return card?.updates.get(this.userid.toLowerCase()) ?? null
  }

  /** The code a sign-in would bring back (§9.1); the platform gives it to any member. */
  signInCode(): string {
    const code = this.world.random.id('OC')
    this.world.oauthCodes.set(code, { userid: this.record.userid, openid: null, bornAt: this.world.now(), used: false })
    return code
  }

  private get record(): MemberRecord {
    return this.world.member(this.userid)
  }

  private post(kind: string, fields: string[]): void {
    const { corpId, agentId } = this.world.settings
    const head = [field('ToUserName', corpId), field('FromUserName', this.record.userid)]
    const time = field('CreateTime', Math.floor(this.world.now() / 1000))
    this.callbacks.announce(kind, document(...head, time, ...fields, field('AgentID', agentId)), (delivery) => {
      if (delivery.reply !== null) this.hearReply(kind, delivery.reply)
    })
  }

  /** A passive reply lands in the same chat. A card event's reply is ignored, as far as anybody knows (§6.1). */
  private hearReply(kind: string, xml: string): void {
    const parsed = new XMLParser({ parseTagValue: false }).parse(xml) as { xml?: Record<string, unknown> }
    const reply = parsed.xml ?? {}
    if (kind === 'template_card_event' && !this.world.settings.unverified.passiveCardUpdate) return
    if (String(reply.ToUserName).toLowerCase() !== this.userid.toLowerCase())
      this.world.violations.note('passive-reply-broken', 'ToUserName is not the member', kind)
    const message: AppMessage = {
      ...{ msgid: this.world.random.id('p'), msgtype: String(reply.MsgType), receivers: [this.userid], dropped: [] },
      ...{ body: reply, text: String(reply.Content ?? ''), taskId: null, responseCode: null, updates: new Map() },
      ...{ via: 'passive', recalled: false, at: new Date(this.world.now()) },
    }
    this.world.appMessages.push(message)
    this.inbox.push(message)
  }
}

const MIME = { image: 'image/jpeg', voice: 'audio/amr', video: 'video/mp4', file: 'application/octet-stream' } as const

function selectedItems(card: AppMessage, chosen: string | undefined): string {
  const list = (card.body.template_card as CardButtons).button_selection
  if (!list || chosen === undefined) return '<SelectedItems></SelectedItems>'
  if (!list.option_list.some(({ id }) => id === chosen)) throw new Error(`the card's list has no "${chosen}"`)
  const item = `${field('QuestionKey', list.question_key)}<OptionIds>${field('OptionId', chosen)}</OptionIds>`
  return `<SelectedItems><SelectedItem>${item}</SelectedItem></SelectedItems>`
}

interface CardButtons {
  button_selection?: { question_key: string; option_list: Array<{ id: string }> }
  button_list?: Array<{ key?: string }>
  submit_button?: { key: string }
  action_menu?: { action_list?: Array<{ key: string }> }
}

function hasKey(message: AppMessage, key: string): boolean {
  const card = message.body.template_card as CardButtons | undefined
  const keys = [...(card?.button_list ?? []), card?.submit_button, ...(card?.action_menu?.action_list ?? [])]
  return keys.some((one) => one?.key === key)
}
