import { z } from 'zod'

/** One item of `sync_msg`, only the fields we use (wecom-protocol §5.7–5.9). */
export const KfItem = z.object({
  msgid: z.string().min(1),
  send_time: z.number().int().min(0).max(4_102_444_800),
  /** 3 owner, 4 system, 5 servicer. */
  origin: z.number().int().optional(),
  msgtype: z.string().min(1),
  external_userid: z.string().default(''),
  servicer_userid: z.string().default(''),
})
export type KfItem = z.infer<typeof KfItem>

/** The object that stands under the name of its `msgtype`. */
export const kfPayloads = {
  text: z.object({ content: z.string().default(''), menu_id: z.string().default('') }),
  media: z.object({ media_id: z.string().min(1) }),
  location: z.object({
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().default(''),
    address: z.string().default(''),
  }),
  link: z.object({ title: z.string().default(''), desc: z.string().default(''), url: z.string().default('') }),
  titled: z.object({
    title: z.string().default(''),
    nickname: z.string().default(''),
    product_titles: z.string().default(''),
    head_content: z.string().default(''),
  }),
  merged: z.object({
    title: z.string().default(''),
    item: z
      .array(
        z.object({
          sender_name: z.string().default(''),
          msgtype: z.string().default(''),
          msg_content: z.string().default(''),
        }),
      )
      .default([]),
  }),
}

export const KfEvent = z.object({
  event_type: z.string().min(1),
  external_userid: z.string().default(''),
  scene: z.string().default(''),
  scene_param: z.string().default(''),
  welcome_code: z.string().default(''),
  fail_msgid: z.string().default(''),
  fail_type: z.number().int().default(0),
  servicer_userid: z.string().default(''),
  status: z.number().int().default(0),
  change_type: z.number().int().default(0),
  old_servicer_userid: z.string().default(''),
  new_servicer_userid: z.string().default(''),
  msg_code: z.string().default(''),
  recall_msgid: z.string().default(''),
})
export type KfEvent = z.infer<typeof KfEvent>

/** `msg_send_fail.fail_type` in words for staff and log (wecom-protocol §5.9). */
export function failReason(failType: number): string {
  return `${failType} ${failWords.get(failType) ?? 'unknown'}`
}

const failWords = new Map([
  [1, 'KF account deleted'],
  [2, 'app switched off'],
  [4, 'session over 48 h old'],
  [5, 'session closed'],
  [6, 'more than 5 messages'],
  [8, 'corp not verified'],
  [10, 'refused by the resident'],
  [11, 'no member has logged in to the WeCom app'],
  [12, 'message type forbidden'],
  [13, 'security restriction'],
])
