import { cleanText } from '../wecom/raw-json'

/** What a card says, before WeCom's limits. `tone` colours the head: an emergency is red. */
export interface CardContent {
  tone: 'plain' | 'alarm'
  title: string
  subtitle?: string
  text?: string
  lines: { name: string; value: string }[]
  /** Where a tap beside the buttons leads. */
  url?: string
  buttons: { key: string; text: string; style: 'main' | 'plain' | 'danger' }[]
  /** A list to choose one from, before a button is pressed. */
  choice?: { key: string; title: string; options: { id: string; text: string }[] }
}

/** `button_interaction` as the API takes it (wecom-protocol §6.4). */
export interface TemplateCard {
  card_type: 'button_interaction'
  task_id: string
  source: { desc: string; desc_color: number }
  main_title: { title: string; desc?: string }
  sub_title_text?: string
  horizontal_content_list: { keyname: string; value: string }[]
  card_action?: { type: 1; url: string }
  button_selection?: {
    question_key: string
    title: string
    option_list: { id: string; text: string }[]
  }
  button_list: { text: string; style: number; key: string }[]
}

const STYLE = { main: 1, plain: 2, danger: 3 } as const
const LINES = 6
const BUTTONS = 6
const OPTIONS = 10

/** Cut to what is shown: the platform cuts too, but in the middle of a word and without a sign. */
export function toTemplateCard(taskId: string, content: CardContent): TemplateCard {
  const { choice, url } = content
  const desc = content.subtitle && clip(content.subtitle, 44)
  const text = content.text && clip(content.text, 160)
  return {
    card_type: 'button_interaction',
    task_id: taskId,
    source: { desc: '首问', desc_color: content.tone === 'alarm' ? 2 : 0 },
    main_title: { title: clip(content.title, 36), ...(desc ? { desc } : {}) },
    ...(text ? { sub_title_text: text } : {}),
    horizontal_content_list: content.lines
      .filter(({ value }) => value !== '')
      .slice(0, LINES)
      .map(({ name, value }) => ({ keyname: clip(name, 5), value: clip(value, 30) })),
    ...(url && /^https?:\/\//.test(url) ? { card_action: { type: 1 as const, url } } : {}),
    ...(choice && choice.options.length > 0
      ? {
          button_selection: {
            question_key: choice.key,
            title: clip(choice.title, 13),
            option_list: choice.options.slice(0, OPTIONS).map(({ id, text: name }) => ({ id, text: clip(name, 16) })),
          },
        }
      : {}),
    button_list: content.buttons
      .slice(0, BUTTONS)
      .map(({ key, text: words, style }) => ({ text: clip(words, 10), style: STYLE[style], key })),
  }
}

/** `task_id` of one attempt, and back: any attempt that arrived is the same card. */
export const taskIdOf = (cardId: string, attempt: number) => `${cardId}-${attempt}`
export const cardIdOf = (taskId: string) => taskId.replace(/-\d+$/, '')

function clip(text: string, length: number): string {
  // On a card there is no room for a sign that says something was broken.
  const letters = [...cleanText(text).replaceAll('\uFFFD', '').replace(/\s+/g, ' ').trim()]
  return letters.length <= length ? letters.join('') : `${letters.slice(0, length - 1).join('')}…`
}
