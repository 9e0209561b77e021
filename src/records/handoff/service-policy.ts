import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { checkYaml } from '../../platform/checked-yaml'
import type { Queryable } from '../../platform/database/db'
import { projectRoot } from '../../platform/project-root'
import { fromZoned, zonedParts } from '../../platform/zoned-time'
import { readSetting } from '../setting'

/** Who a step of a chain asks. */
export const POSTS = ['best', 'next', 'on_call', 'responsible', 'supervisor', 'service_centre', 'manager'] as const
export type Post = (typeof POSTS)[number]

const Minutes = z
  .number()
  .int()
  .min(0)
  .max(7 * 24 * 60)
const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time like 08:00')
const Step = z.strictObject({ ask: z.enum(POSTS), minutes: Minutes.min(1) })
export type ChainStep = z.infer<typeof Step>

const endsWithManager = { message: 'the last step must be manager: somebody named answers in the end (domain.md B10)' }
const Steps = z
  .array(Step)
  .min(1)
  .refine((steps) => steps.at(-1)?.ask === 'manager', endsWithManager)

/** `dialogs/policy/service.yml`. */
export const ServicePolicy = z.strictObject({
  quiet: z.strictObject({ from: WallTime, to: WallTime }),
  handoff: z.strictObject({ steps: Steps, emergency: Steps }),
  promise: z.strictObject({
    answer_minutes: Minutes.min(1),
    broken: z
      .array(z.enum(POSTS))
      .min(1)
      .refine((posts) => posts.at(-1) === 'manager', endsWithManager),
  }),
  rating: z.strictObject({
    good: z.number().int().min(2).max(5),
    call_minutes: Minutes.min(1),
    chain: z
      .array(z.strictObject({ ask: z.enum(POSTS), after_minutes: Minutes }))
      .min(1)
      .refine((levels) => levels.at(-1)?.ask === 'manager', endsWithManager)
      .refine(
        (levels) => levels.every((level, at) => at === 0 || level.after_minutes > levels[at - 1]!.after_minutes),
        'after_minutes: each level comes later than the one before',
      ),
  }),
})
export type ServicePolicy = z.infer<typeof ServicePolicy>

/** The key under which a company or one of its communities keeps a table of its own (design D15). */
export const SERVICE_POLICY_SETTING = 'policy.service'

/** The community's own table, else the company's, else the one that ships; one that cannot be read is passed over. */
export async function servicePolicy(tx: Queryable, communityId: string | null): Promise<ServicePolicy> {
  for (const scope of communityId === null ? [''] : [communityId, '']) {
    const own = ServicePolicy.safeParse(await readSetting(tx, scope, SERVICE_POLICY_SETTING))
    if (own.success) return own.data
  }
  return shippedServicePolicy()
}

let shipped: { policy: ServicePolicy; state: string | null } | undefined
let tellFault: (fault: Error) => void = () => undefined

/** Where a faulty edit of the shipped table is told; without it the edit is passed over in silence. */
export function onServicePolicyFault(tell: (fault: Error) => void): void {
  tellFault = tell
}

/** Looks at the file's time whenever it is asked: an edit holds for the next deed, and a faulty one leaves the table that holds. */
export function shippedServicePolicy(): ServicePolicy {
  const state = stateOf(SHIPPED)
  shipped ??= { policy: readServicePolicy(SHIPPED), state }
  // An editor that saves by renaming leaves a moment without the file.
  if (state === null || state === shipped.state) return shipped.policy
  shipped.state = state
  try {
    shipped.policy = readServicePolicy(SHIPPED)
  } catch (error) {
    tellFault(error instanceof Error ? error : new Error(String(error)))
  }
  return shipped.policy
}

const SHIPPED = path.join(projectRoot(), 'dialogs', 'policy', 'service.yml')

function stateOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs}:${found.size}:${found.ino}` : null
}

/** Throws one sentence that names every fault and the line where it stands. */
export function readServicePolicy(file: string): ServicePolicy {
  const { value, faults } = checkYaml(readFileSync(file, 'utf8'), file, ServicePolicy)
  if (value === undefined || faults.length > 0) throw new Error(faults.join('; '))
  return value
}

/** When owners may next be written to without having asked: `at` itself by day, the morning at night (domain.md B58). */
export function afterQuiet(policy: Pick<ServicePolicy, 'quiet'>, at: Date, zone: string): Date {
  const { year, month, day, hour, minute } = zonedParts(at, zone)
  const now = hour * 60 + minute
  const from = minutesOf(policy.quiet.from)
  const to = minutesOf(policy.quiet.to)
  const isQuiet = from < to ? from <= now && now < to : now >= from || now < to
  if (!isQuiet) return at
  return fromZoned({ year, month, day: now < to ? day : day + 1, minute: to }, zone)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
