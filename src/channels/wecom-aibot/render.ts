import { createHash } from 'node:crypto'
import type { MenuOption, OutboundContent } from '../../messages/outbound'
import { outboundText } from '../../messages/outbound'
import { clipText, splitText } from '../../messages/split-text'
import { cleanText } from '../wecom/raw-json'

/** Limits of streams and markdown (wecom-protocol §8.2): a part leaves room for others in the same stream. */
export const STREAM_BYTES = 20_480
const PART_BYTES = 9_000
/** Recommended lengths of a bot's card, in characters; what is longer is cut on the screen. */
const SUBTITLE = 112
const LABEL = 10
const BUTTONS = 6

type Menu = Extract<OutboundContent, { type: 'menu' }>

/** A menu or a picture stays whole: how it is shown depends on how it travels. */
export function shapeAibot(content: OutboundContent): OutboundContent[] {
  if (content.type !== 'text') return [content]
  return splitText(clean(content.text), PART_BYTES)
    .filter(Boolean)
    .map((text) => ({ type: 'text', text }))
}

/** Words as the client shows them: its markdown would hide 「<think>」 and take 「<…>」 for marks, and owners write both. */
export function toMarkdown(text: string): string {
  return clipText(clean(text).replaceAll('<', '＜'), STREAM_BYTES)
}

/** All of a menu in words, for places where nobody should tap, and for the log of a cut-off card. */
export function menuInWords(menu: Menu): string {
  return toMarkdown(outboundText(menu))
}

/** Whether cards alone say everything. */
export function fitsCard(menu: Menu): boolean {
  return length(headOf(menu)) <= SUBTITLE && menu.options.every(({ label }) => length(clean(label)) <= LABEL)
}

/** What goes ahead of cards that cannot say everything: the words, and choices too long for a button, numbered. */
export function headOf(menu: Menu): string {
  const lines = [clean(menu.text), clean(menu.tail ?? '')].filter(Boolean)
  if (menu.options.every(({ label }) => length(clean(label)) <= LABEL)) return lines.join('\n')
  return [...lines, ...menu.options.map(({ label }, index) => `${index + 1}. ${clean(label)}`)].join('\n')
}

/** `button_interaction` cards, six buttons each; `task_id` from the outbox row, so that a second try is the same card. */
export function toCards(menu: Menu, given: { id: string; withHead: boolean }): object[] {
  const numbered = menu.options.some(({ label }) => length(clean(label)) > LABEL)
  const cards: object[] = []
  for (let from = 0; from < menu.options.length; from += BUTTONS) {
    const head = from === 0 && given.withHead ? headOf(menu) : ''
    cards.push({
      card_type: 'button_interaction',
      main_title: { title: '请点选，或直接打字' },
      ...(head ? { sub_title_text: head } : {}),
      button_list: menu.options.slice(from, from + BUTTONS).map((option, index) => ({
        text: labelOf(option, numbered ? from + index + 1 : null),
        style: 1,
        key: option.id,
      })),
      task_id: taskId(given.id, from / BUTTONS),
    })
  }
  return cards
}

/** The card after the tap: the choice is seen, and a second tap is the same answer (wecom-protocol §12, row 25). */
export function tappedCard(tap: { taskId: string; menuId: string; label: string }): object {
  return {
    card_type: 'button_interaction',
    main_title: { title: '已收到您的选择' },
    button_list: [{ text: cut(tap.label || '已选', LABEL), style: 2, key: tap.menuId }],
    task_id: tap.taskId,
  }
}

/** Digits, letters and `_-@`, at most 128 bytes, never the same twice for one bot. */
function taskId(id: string, card: number): string {
  const safe = /^[\w-]{1,100}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
  return `${safe}-${card}`
}

function labelOf({ label }: MenuOption, number: number | null): string {
  return cut(number === null ? clean(label) : `${number}.${clean(label)}`, LABEL)
}

function cut(text: string, most: number): string {
  const characters = [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)].map((one) => one.segment)
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

function length(text: string): number {
  return [...text].length
}

function clean(text: string): string {
  return cleanText(text.replaceAll('\r\n', '\n')).trim()
}
