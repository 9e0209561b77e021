import { ARTICLE_ROWS, MOOD_ROWS, TALK_ROWS, UNANSWERED_ROWS } from './talk-rows'
import { CASE_ROWS, REOPENED_ROWS, RESPONSE_ROWS, SATISFIED_ROWS, SOLVED_ROWS, WAITING_ROWS } from './case-rows'
import {
  PROMISE_BROKEN_ROWS,
  PROMISE_KEPT_ROWS,
  RATED_ROWS,
  RESOLVED_ROWS,
  TOOK_CASE_ROWS,
  TOOK_TALK_ROWS,
} from './work-rows'

/**
 * What is counted. A number is nothing but the number of its rows: counting and showing them read the same statement, so whoever
 * opens a number finds exactly what was counted. A row has `id`, `at`, `day`, `key` (what it is grouped by), `value` (minutes, a
 * score), `case_id`, `conversation_id` (never that of an anonymous case) and `note`.
 */
export const MEASURES = {
  /** An owner on one day is one talk; key: alone, handed, rest. */
  talk: TALK_ROWS,
  /** Handoffs nobody has taken yet, whatever the days; key: why. */
  waiting: WAITING_ROWS,
  /** Reopened within seven days of being resolved. */
  reopened: REOPENED_ROWS,
  /** Key: kind/大类. */
  case: CASE_ROWS,
  /** 响应率; key: yes, no, open (still in time). */
  response: RESPONSE_ROWS,
  /** 解决率; key: yes, no. */
  solved: SOLVED_ROWS,
  /** 满意率; key: yes, no; value: the score. */
  satisfied: SATISFIED_ROWS,
  /** Answers from articles; key: the article's. */
  article: ARTICLE_ROWS,
  /** Key: the question as it is grouped. */
  unanswered: UNANSWERED_ROWS,
  /** What owners said; key: positive, neutral, negative, angry. */
  mood: MOOD_ROWS,
  'took-talk': TOOK_TALK_ROWS,
  'took-case': TOOK_CASE_ROWS,
  /** Value: minutes since it was opened. */
  resolved: RESOLVED_ROWS,
  rated: RATED_ROWS,
  'promise-kept': PROMISE_KEPT_ROWS,
  'promise-broken': PROMISE_BROKEN_ROWS,
} as const
export type Measure = keyof typeof MEASURES
export const MEASURE_NAMES = Object.keys(MEASURES) as [Measure, ...Measure[]]
