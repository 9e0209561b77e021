import { z } from 'zod'

/** The fields we use of WeCom's answers. What is empty or zero may be left out (wecom-protocol §2), hence the defaults. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().default(7200),
})

export const KfAccount = z.object({
  open_kfid: z.string().min(1),
  name: z.string().default(''),
  /** May this app send, assign and edit? */
  manage_privilege: z.boolean().optional(),
})
export type KfAccount = z.infer<typeof KfAccount>
export const KfAccountList = z.object({ account_list: z.array(KfAccount).default([]) })

const ServicerEntry = z.object({
  userid: z.string().optional(),
  department_id: z.number().int().optional(),
  /** 0 receiving, 1 stopped; the event numbers them otherwise (wecom-protocol §5.4). */
  status: z.number().int().optional(),
  stop_type: z.number().int().optional(),
})
export const ServicerList = z.object({ servicer_list: z.array(ServicerEntry).default([]) })

export const SyncPage = z.object({
  next_cursor: z.string().default(''),
  has_more: z.number().int().default(0),
  /** Items are read one by one, so that a bad one spoils nothing. */
  msg_list: z.array(z.unknown()).default([]),
})
export type SyncPage = z.infer<typeof SyncPage>

export const SentAnswer = z.object({ msgid: z.string().default('') })
export const TransAnswer = z.object({ msg_code: z.string().default('') })

export const KF_STATES = [0, 1, 2, 3, 4] as const
export type KfState = (typeof KF_STATES)[number]
export const StateAnswer = z.object({
  service_state: z.literal(KF_STATES).default(0),
  servicer_userid: z.string().default(''),
})

const Customer = z.object({
  external_userid: z.string(),
  nickname: z.string().default(''),
  enter_session_context: z.object({ scene: z.string().default(''), scene_param: z.string().default('') }).optional(),
})
export type Customer = z.infer<typeof Customer>
export const CustomerList = z.object({
  customer_list: z.array(Customer).default([]),
  invalid_external_userid: z.array(z.string()).default([]),
})

export const ContactWay = z.object({ url: z.string().min(1) })
export const Uploaded = z.object({ media_id: z.string().min(1) })

export const AppMessageAnswer = z.object({
  msgid: z.string().default(''),
  invaliduser: z.string().default(''),
  unlicenseduser: z.string().default(''),
  response_code: z.string().default(''),
})
export type AppMessageAnswer = z.infer<typeof AppMessageAnswer>

/** Figures of a day; what is not defined for it is absent, not 0 (wecom-protocol §5.17). */
export const StatisticList = z.object({
  statistic_list: z
    .array(z.object({ stat_time: z.number().int(), statistic: z.record(z.string(), z.unknown()).default({}) }))
    .default([]),
})
