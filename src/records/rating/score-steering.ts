import type { Queryable } from '../../platform/database/db'

/**
 * Whether words of staff tell an owner how to score (domain.md B40): asking for a good score, hinting at what a bad one costs, or
 * offering something for it. Asking whether everything is all right is what we want of everybody.
 */
export function isScoreSteering(text: string): boolean {
  const words = text.normalize('NFKC').replace(/\s+/g, '')
  return STEERING.some((pattern) => pattern.test(words))
}

const SCORE = '(好评|满分|五星|[45四五]星|[45四五]分|10分|十分满意|非常满意|很满意|高分)'
const STEERING: readonly RegExp[] = [
  // 「麻烦给个五分」「帮忙点一下非常满意」「记得打满分哦」
  new RegExp(`(给|打|评|点|选|填|按|来)(我|我们|咱|个|一个|一下|下|上)*${SCORE}`),
  new RegExp(`${SCORE}(哦|哈|呀|啊|吧|啦)?[,，。!！]*(拜托|求|谢谢支持|支持一下|帮帮忙)`),
  // 「低于四分我们要扣钱」「打一分我就要被罚」
  /(低于|不到|少于|打|给)[1-5一二三四五](分|星).{0,12}(扣|罚|考核|处分|绩效|奖金|工资|挨批|检讨)/,
  /(差评|低分|不满意).{0,12}(扣|罚|考核|处分|绩效|奖金|工资)/,
  // 「评价返红包」「改成好评送您一箱水」
  /(好评|五星|满分|评价|打分|评分).{0,10}(红包|返现|送您|送你|礼品|优惠|减免)/,
  /(改|换|重新)(一下|个|成|评|打)*(评分|分数|评价|好评|[45四五]分|[45四五]星)/,
]

/** Kept for the supervisor; the same words once. */
export async function flagSteering(
  tx: Queryable,
  flag: {
    id: string
    conversationId: string
    personId: string | null
    communityId: string | null
    staff: string
    words: string
    sent: boolean
    at: Date
  },
): Promise<boolean> {
  const rows = await tx.query(
    'flag-steering',
    `insert into steering_flag (id, conversation_id, person_id, community_id, staff, words, sent, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning id`,
    [flag.id, flag.conversationId, flag.personId, flag.communityId, flag.staff, flag.words, flag.sent, flag.at],
  )
  return rows.length > 0
}

/** The newest first. */
export async function listSteering(
  tx: Queryable,
  communityIds: readonly string[] | null,
): Promise<{ id: string; staff: string; words: string; sent: boolean; at: Date; conversationId: string }[]> {
  const rows = await tx.query<{
    id: string
    staff: string
    words: string
    sent: boolean
    at: Date
    conversation_id: string
  }>(
    'list-steering',
    `select id, staff, words, sent, at, conversation_id from steering_flag
      where ($1::text[] is null or community_id = any($1)) order by at desc, id limit 100`,
    [communityIds],
  )
  return rows.map(({ conversation_id: conversationId, ...row }) => ({ ...row, conversationId }))
}
