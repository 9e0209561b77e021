import { z } from 'zod'
import { ApiError } from '../api-error'
import type { World } from '../world'
import { bytes } from './route'

const Line = z.object({ title: z.string().optional(), desc: z.string().optional() })
const Options = z.array(z.object({ id: z.string().max(128), text: z.string() })).min(1)
const Action = z.object({ type: z.number().int(), url: z.string().optional(), appid: z.string().optional() })
const Button = z.object({
  text: z.string().min(1),
  style: z.number().int().min(1).max(4).optional(),
  type: z.union([z.literal(0), z.literal(1)]).default(0),
  key: z.string().optional(),
  url: z.string().optional(),
})
const Card = z.looseObject({
  card_type: z.enum(['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']),
  task_id: z.string().optional(),
  main_title: Line.optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z
    .array(z.looseObject({ keyname: z.string().min(1), value: z.string().optional() }))
    .optional(),
  vertical_content_list: z.array(z.looseObject({ title: z.string().min(1) })).optional(),
  jump_list: z.array(z.looseObject({ title: z.string().min(1) })).optional(),
  card_action: Action.optional(),
  card_image: z.looseObject({ url: z.string() }).optional(),
  image_text_area: z.looseObject({}).optional(),
  action_menu: z.looseObject({ action_list: z.array(z.object({ text: z.string(), key: z.string() })) }).optional(),
  button_list: z.array(Button).optional(),
  button_selection: z.object({ question_key: z.string(), option_list: Options }).optional(),
  checkbox: z.object({ question_key: z.string(), option_list: Options }).optional(),
  select_list: z.array(z.object({ question_key: z.string(), option_list: Options })).optional(),
  submit_button: z.object({ text: z.string().min(1), key: z.string().min(1) }).optional(),
})
type Card = z.infer<typeof Card>

/** Reads a card by the table of §6.4; the codes name the offending field where the page tells which one does. */
export function readCard(world: World, payload: unknown, path: string): { text: string; taskId: string | null } {
  const refuse = (detail: string, errcode = 40058): never => {
    world.violations.note('card-limits', detail, path)
    throw new ApiError(errcode, detail)
  }
  const parsed = Card.safeParse(payload)
  if (!parsed.success) return refuse(parsed.error.issues[0]?.path.join('.') ?? 'template_card')
  const card = parsed.data
  const interactive = card.card_type.endsWith('_interaction') || card.action_menu !== undefined
  if (interactive && !/^[A-Za-z0-9_@-]{1,128}$/.test(card.task_id ?? '')) refuse('task_id', 42014)
  if ((card.horizontal_content_list?.length ?? 0) > 6) refuse('horizontal_content_list', 42036)
  if ((card.vertical_content_list?.length ?? 0) > 4) refuse('vertical_content_list', 42047)
  if ((card.jump_list?.length ?? 0) > 3) refuse('jump_list', 42035)
  if (card.card_type.endsWith('_notice')) checkNotice(card, refuse)
  if (card.card_type === 'button_interaction') checkButtons(card, refuse)
  if (card.card_type === 'vote_interaction' && (!card.checkbox || !card.submit_button)) refuse('checkbox')
  if (card.card_type === 'multiple_interaction' && (!card.select_list?.length || !card.submit_button))
    refuse('select_list')
  if ((card.select_list?.length ?? 0) > 3) refuse('select_list', 42042)
  return { text: wordsOf(card), taskId: interactive ? (card.task_id ?? null) : null }
}

type Refuse = (detail: string, errcode?: number) => never

function checkNotice(card: Card, refuse: Refuse): void {
  const action = card.card_action
  if (!action || ![1, 2].includes(action.type)) refuse('card_action', 42045)
  if (action?.type === 1 && !action.url) refuse('card_action.url', 42028)
  if (card.card_type === 'text_notice' && !card.main_title?.title && !card.sub_title_text) refuse('main_title.title')
  if (card.card_type === 'news_notice' && !card.card_image && !card.image_text_area) refuse('card_image')
  const keys = card.action_menu?.action_list.map((entry) => entry.key) ?? []
  if (new Set(keys).size < keys.length) refuse('action_menu.key', 42051)
}

function checkButtons(card: Card, refuse: Refuse): void {
  const buttons = card.button_list ?? []
  if (buttons.length < 1 || buttons.length > 6) refuse('button_list', 42042)
  const keys = buttons.filter((button) => button.type === 0).map((button) => button.key ?? '')
  if (keys.some((key) => key === '' || bytes(key) > 1024)) refuse('button_list.key', 42017)
  if (new Set(keys).size < keys.length) refuse('button_list.key is there twice', 42018)
  if (buttons.some((button) => button.type === 1 && !button.url)) refuse('button_list.url', 42028)
}

function wordsOf(card: Card): string {
  const pairs = (card.horizontal_content_list ?? []).map((entry) => `${entry.keyname} ${entry.value ?? ''}`)
  const lines = [card.main_title?.title, card.main_title?.desc, card.sub_title_text, ...pairs]
  return [...lines, ...(card.button_list ?? []).map((button) => `[${button.text}]`)].filter(Boolean).join('\n')
}
