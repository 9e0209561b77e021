import { ApiError } from './api-error'
import type { SeededRandom } from './random'
import type { KfState, Session } from './session'
import type { Unverified } from './settings'
import type { ViolationBook } from './violations'

export const SCENES = {
  welcome: { prefix: 'WC', lifeMs: 20_000, types: ['text', 'msgmenu'], state: null },
  pool: { prefix: 'PC', lifeMs: 48 * 3600_000, types: ['text'], state: 2 },
  assigned: { prefix: 'AC', lifeMs: 48 * 3600_000, types: ['text'], state: 3 },
  end: { prefix: 'EC', lifeMs: 20_000, types: ['text', 'msgmenu'], state: 4 },
} as const satisfies Record<string, { prefix: string; lifeMs: number; types: readonly string[]; state: KfState | null }>
export type Scene = keyof typeof SCENES

interface Code {
  scene: Scene
  session: Session
  round: number
  bornAt: number
  used: boolean
}

/** The codes of `send_msg_on_event` (§5.13): one message each, 20 seconds or 48 hours, counted from the event. */
export class OneTimeCodes {
  private readonly codes = new Map<string, Code>()

  constructor(
    private readonly random: SeededRandom,
    private readonly unverified: Unverified,
    private readonly violations: ViolationBook,
  ) {}

  give(scene: Scene, session: Session, now: number): string {
    const code = this.random.id(SCENES[scene].prefix)
    this.codes.set(code, { scene, session, round: session.round, bornAt: now, used: false })
    return code
  }

  /** Checks a code without using it up; call `spend` once the message is accepted. */
  check(code: string, msgtype: string, now: number): { scene: Scene; session: Session; spend(): void } {
    const found = this.codes.get(code)
    const path = 'kf/send_msg_on_event'
    if (!found) {
      this.violations.note('code-unknown', code, path)
      throw new ApiError(this.unverified.codeErrcodes.unknown)
    }
    const { scene, session } = found
    const rule = SCENES[scene]
    if (found.used) {
      this.violations.note('code-reused', `${scene} code ${code}`, path)
      throw new ApiError(this.unverified.codeErrcodes.used)
    }
    if (now - found.bornAt > rule.lifeMs) {
      this.violations.note('code-late', `${scene} code is ${now - found.bornAt} ms old`, path)
      throw new ApiError(this.unverified.codeErrcodes.expired)
    }
    if (!(rule.types as readonly string[]).includes(msgtype)) {
      this.violations.note('field-limits', `${scene} code allows ${rule.types.join(', ')}, not ${msgtype}`, path)
      throw new ApiError(40058, 'msgtype')
    }
    if (rule.state !== null && (session.state !== rule.state || session.round !== found.round)) {
      this.violations.note('code-in-wrong-state', `${scene} code needs state ${rule.state}, is ${session.state}`, path)
      throw new ApiError(session.state === 4 ? 95013 : 95018)
    }
    return { scene, session, spend: () => void (found.used = true) }
  }
}
