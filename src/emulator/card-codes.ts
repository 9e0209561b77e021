import { ApiError } from './api-error'
import type { SeededRandom } from './random'
import type { ViolationBook } from './violations'

/** `response_code`: one from each interactive send, one from each click, each good for one update within 72 hours (§6.5). */
export class CardCodes {
  private readonly codes = new Map<string, { taskId: string; bornAt: number; used: boolean }>()

  constructor(
    private readonly random: SeededRandom,
    private readonly violations: ViolationBook,
  ) {}

  give(taskId: string, now: number): string {
    const code = this.random.id('RC')
    this.codes.set(code, { taskId, bornAt: now, used: false })
    return code
  }

  /** The task the code stands for. */
  use(code: string, lifeMs: number, now: number): string {
    const found = this.codes.get(code)
    if (found?.used) this.violations.note('response-code-reused', code, 'message/update_template_card')
    if (!found || found.used || now - found.bornAt > lifeMs) throw new ApiError(42016, 'response_code')
    found.used = true
    return found.taskId
  }
}
