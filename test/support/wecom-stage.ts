import { startEmulator } from '../../src/emulator/start-emulator'
import type { InboundContent } from '../../src/messages/inbound'
import { ManualClock } from '../../src/platform/clock'
import { conversationIdOf } from '../../src/queue/inbox'
import { MORNING } from '../../src/tools/eval/dialog/stage'
import type { Reply, Stage } from '../../src/tools/eval/dialog/stage'
import { startRunningApp } from './running-app'
import { until } from './until'

export interface WecomStage extends Stage {
  violations: readonly object[]
  close(): Promise<void>
}

/** Time goes on by itself, as the pauses of a real door need, and is pushed forward by the talk. */
class RunningClock extends ManualClock {
  private readonly began = performance.now()

  override now(): Date {
    return new Date(super.now().getTime() + performance.now() - this.began)
  }
}

/** Long enough that no two turns of a talk are one burst. */
const PAUSE_MS = 10_000

/**
 * The same stage as the conversations have, through the whole product: the owner writes in WeChat, the emulator encrypts, calls
 * back and is pulled, and what counts as an answer is what reached the owner. Staff answer in the console (design D9).
 */
export async function openWecomStage(options: { at?: string } = {}): Promise<WecomStage> {
  const clock = new RunningClock(options.at ?? MORNING)
  const wecom = await startEmulator({ clock })
  const running = await startRunningApp(
    { ...wecom.env, HANDOFF_MODE: 'console', TURN_QUIET_MS: '20' },
    undefined,
    clock,
  )
  wecom.setCallbackUrl(`${running.url}/wecom/callback`)
  const { db } = running.database
  // The sample serves the web chat only; here it is the company's one community.
  await db.query('stage-real-community', 'update community set sample = false')
  const residents = new Map<string, ReturnType<typeof wecom.resident>>()
  const heard = new Map<string, number>()
  let newest = ''

  const account = wecom.openKfid
  const residentOf = (user: string) => {
    const resident = residents.get(user) ?? wecom.resident(user)
    residents.set(user, resident)
    return resident
  }
  const conversationId = (user = 'u1') => conversationIdOf({ channel: 'wecom-kf', account, user })
  const news = (user: string): Reply[] => {
    const { received } = residentOf(user)
    const fresh = received.slice(heard.get(user) ?? 0)
    heard.set(user, received.length)
    return fresh.map(({ text, menu }): Reply => {
      const options = menu.filter(({ type }) => type === 'click').map(({ id, label }) => ({ id: id ?? label, label }))
      return options.length === 0 ? { type: 'text', text } : { type: 'menu', text: headOf(text, options), options }
    })
  }

  /** All this owner said has been answered and what was answered has gone out. */
  const settled = async (sourceIds: readonly string[]): Promise<boolean> => {
    const [row] = await db.query<{ stored: number; open: number; unsent: number; jobs: number }>(
      'stage-settled',
      `select (select count(*)::int from inbox where substring(id from '[^:]*$') = any($1)) as stored,
              (select count(*)::int from inbox where status = 'new') as open,
              (select count(*)::int from outbox where status = 'pending' and next_at <= $2) as unsent,
              (select count(*)::int from job where status = 'waiting' and due_at <= $2) as jobs`,
      [[...sourceIds], clock.now()],
    )
    return row!.stored >= sourceIds.length && row!.open === 0 && row!.unsent === 0 && row!.jobs === 0
  }

  return {
    db,
    clock,
    violations: wecom.violations,
    async send(contents, { user = 'u1' } = {}) {
      // Time may have been pushed on: what fell due meanwhile is told before the owner writes, as it would have been.
      await until(() => settled([]), 'what fell due', 30_000)
      for (const known of residents.keys()) news(known)
      const resident = residentOf(user)
      const ids: string[] = []
      await wecom.together(async () => {
        for (const content of contents) ids.push(await act(resident, content))
      })
      newest = ids.at(-1) ?? newest
      await until(() => settled(ids), 'the owner to be answered', 30_000)
      const replies = news(user)
      clock.advance(PAUSE_MS)
      return replies
    },
    async runJobs() {
      await until(() => settled([]), 'what is due to happen', 30_000)
      return [...residents.keys()].flatMap(news)
    },
    newestMessage: () => newest,
    conversationId,
    async close() {
      await running.stop()
      await wecom.close()
    },
  }
}

type Resident = Awaited<ReturnType<typeof startEmulator>>['resident'] extends (...given: never[]) => infer R ? R : never

/** What an owner does in WeChat; gives back the id under which the log will know it. */
async function act(resident: Resident, content: string | InboundContent): Promise<string> {
  if (typeof content === 'string') return resident.text(content)
  switch (content.kind) {
    case 'text':
      return resident.text(content.text)
    case 'menu':
      return resident.tapMenu(content.menuId)
    case 'image':
      return resident.image()
    case 'location':
      return resident.location({ name: content.location.name ?? '', address: content.location.name ?? '' })
    case 'enter':
      return (await resident.enter()).msgid
    case 'recall':
      return resident.recall(content.sourceId)
    default:
      throw new Error(`the WeCom stage cannot send ${content.kind}`)
  }
}

/** The emulator shows a menu as lines; its entries are looked at apart. */
function headOf(text: string, options: readonly { label: string }[]): string {
  const labels = new Set(options.map(({ label }) => label))
  return text
    .split('\n')
    .filter((line) => !labels.has(line.trim()))
    .join('\n')
}
