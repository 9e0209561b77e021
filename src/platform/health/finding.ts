/** One line of a check-up: what was looked at, how it is, and what to do when it is not well. */
export interface Finding {
  area: FindingArea
  what: string
  /** `off`: not configured, so no fault. `hint`: works, or cannot be judged from here. */
  state: 'ok' | 'bad' | 'off' | 'hint'
  sentence: string
  /** What to click, and where. */
  remedy?: string
}

export const FINDING_AREAS = ['deployment', 'app', 'kf', 'callback', 'more'] as const
export type FindingArea = (typeof FINDING_AREAS)[number]

/** Whether something that is configured does not work (contract §1: exit 1). */
export function isUnwell(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === 'bad')
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
