import type { MediaKind } from './media-shelf'
import { deservesWelcome, moveTo, residentWrites } from './session'
import type { Account, Received, World } from './world'

const MB = 1024 * 1024
/** Above these a resident's file becomes a hint in words (§5.7). */
const INBOUND_LIMITS: Record<MediaKind, number> = { image: 2 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }

const AMR = Buffer.from('#!AMR\n')
const SILK = Buffer.from('\x02#!SILK_V3')
const SMALL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export interface FileGiven {
  name?: string
  contentType?: string
}

/** A resident in ordinary WeChat, talking with one KF account. Every act returns the id `sync_msg` will show. */
export class Resident {
  constructor(
    private readonly world: World,
    readonly id: string,
    readonly openKfid: string,
  ) {}

  /** Everything that reached this resident through this account, oldest first. */
  get received(): Received[] {
    return this.world.resident(this.id).received.filter((message) => message.openKfid === this.openKfid)
  }

  /** The words received, one string a message. */
  get heard(): string[] {
    return this.received.map((message) => message.text)
  }

  get state(): number {
    return this.world.session(this.account, this.id).state
  }

  /** Opens the chat through a KF link (reopening from the chat list is no event at all). */
  async enter(from: { scene?: string; sceneParam?: string } = {}): Promise<{ msgid: string; welcomeCode?: string }> {
    const now = this.world.now()
    this.world.resident(this.id)
    const session = this.world.session(this.account, this.id)
    session.entry = { at: now, scene: from.scene ?? '', sceneParam: from.sceneParam ?? '' }
    const welcomeCode = deservesWelcome(session, now) ? this.world.codes.give('welcome', session, now) : undefined
    const msgid = this.world.event(this.account, {
      event_type: 'enter_session',
      external_userid: this.id,
      scene: session.entry.scene,
      scene_param: session.entry.sceneParam,
      ...(welcomeCode ? { welcome_code: welcomeCode } : {}),
    })
    return { msgid, welcomeCode }
  }

  async text(content: string): Promise<string> {
    return this.write('text', { content })
  }

  async image(bytes: Buffer = SMALL_PNG, given: FileGiven = {}): Promise<string> {
    return this.media('image', bytes, { name: 'photo.png', contentType: 'image/png', ...given })
  }

  /** `bytes` is AMR; a pull with `voice_format` 1 gets the same message as Silk. */
  async voice(bytes: Buffer = Buffer.concat([AMR, Buffer.alloc(64, 0x3c)])): Promise<string> {
    const silk = this.shelve('voice', Buffer.concat([SILK, bytes]), { name: 'voice.silk', contentType: 'audio/silk' })
    return this.media('voice', bytes, { name: 'voice.amr', contentType: 'audio/amr' }, { silk })
  }

  async video(bytes: Buffer = Buffer.from('....ftypmp42'), given: FileGiven = {}): Promise<string> {
    return this.media('video', bytes, { name: 'video.mp4', contentType: 'video/mp4', ...given })
  }

  async file(bytes: Buffer = Buffer.from('%PDF-1.4 emulator'), given: FileGiven = {}): Promise<string> {
    return this.media('file', bytes, { name: '物业合同.pdf', contentType: 'application/octet-stream', ...given })
  }

  async location(
    place: { latitude?: number; longitude?: number; name?: string; address?: string } = {},
  ): Promise<string> {
    const here = { latitude: 31.2304, longitude: 121.4737, name: '幸福家园3栋', address: '上海市黄浦区人民大道1号' }
    return this.write('location', { ...here, ...place })
  }

  /** Taps an entry of the newest menu that has it, by id or by label; old menus stay clickable. */
  async tapMenu(idOrLabel: string): Promise<string> {
    const entries = this.received.flatMap((message) => message.menu).reverse()
    const entry =
      entries.find((one) => one.type === 'click' && one.id === idOrLabel) ??
      entries.find((one) => one.type === 'click' && one.label === idOrLabel)
    if (!entry)
      throw new Error(`no menu offers "${idOrLabel}"; there are: ${entries.map((one) => one.label).join(', ')}`)
    const payload = { content: entry.label, ...(entry.id ? { menu_id: entry.id } : {}) }
    return this.write('text', payload, this.world.settings.unverified.menuTapRenews)
  }

  /** Any type of §5.8, or one that does not exist yet. */
  async raw(msgtype: string, payload: Record<string, unknown>): Promise<string> {
    return this.write(msgtype, payload)
  }

  async recall(msgid: string): Promise<string> {
    if (!this.world.resident(this.id).sent.has(msgid)) throw new Error(`${this.id} never sent ${msgid}`)
    return this.world.event(this.account, {
      event_type: 'user_recall_msg',
      external_userid: this.id,
      recall_msgid: msgid,
    })
  }

  private get account(): Account {
    const account = this.world.accounts.get(this.openKfid)
    if (!account) throw new Error(`no KF account ${this.openKfid}`)
    return account
  }

  private media(kind: MediaKind, bytes: Buffer, about: Required<FileGiven>, extra: object = {}): string {
    if (bytes.length > INBOUND_LIMITS[kind])
      return this.write('text', { content: this.world.settings.unverified.oversizeHint })
    return this.write(kind, { media_id: this.shelve(kind, bytes, about), ...extra })
  }

  private shelve(kind: MediaKind, bytes: Buffer, about: Required<FileGiven>): string {
    return this.world.media.put({ kind, bytes, ...about, createdAt: this.world.now() })
  }

  private write(msgtype: string, payload: object, renewsAllowance = true): string {
    const account = this.account
    const session = this.world.session(account, this.id)
    residentWrites(session, this.world.now(), renewsAllowance)
    if (!account.managePrivilege && session.state === 0) this.goesStraightToStaff(account)
    const msgid = this.world.write(account, {
      open_kfid: account.openKfid,
      external_userid: this.id,
      origin: 3,
      msgtype,
      [msgtype]: payload,
    })
    const text = (payload as { content?: string }).content ?? `[${msgtype}]`
    this.world.resident(this.id).sent.set(msgid, { openKfid: this.openKfid, text, at: new Date(this.world.now()) })
    return msgid
  }

  /** Accounts that are not managed through the API are served by the native rules (§12, row 6). */
  private goesStraightToStaff(account: Account): void {
    const session = this.world.session(account, this.id)
    const servicer = [...account.servicers.values()].find((entry) => entry.receiving)
    moveTo(session, servicer ? 3 : 2, servicer?.userid ?? null, this.world.now())
  }
}
