import { createHash } from 'node:crypto'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { DialogDefinition } from '../../dialogs/definition'
import { toAddress, valueAt } from '../../records/overlay/edits'
import type { OverlayVersion } from '../../records/overlay/overlay'
import type { OutlineLine, Sentence } from '../../console/contract/wordings'
import { FAMILY_LABELS, FILE_TITLES, KIND_WORDS, MEMBER_LABELS, REQUIRED_WORDS, SENTENCE_LABELS } from './labels'

export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** What stood at the edited places of the shipped file, for telling later that it was updated. */
export function standingAt(shipped: string, edits: OverlayVersion['edits']): Record<string, unknown> {
  return Object.fromEntries(Object.keys(edits).map((address) => [address, valueAt(shipped, address) ?? null]))
}

/** Whether an update changed what the company had changed before: any of its places, or the whole text. */
export function isShippedChanged(version: OverlayVersion | undefined, shipped: string | null): boolean {
  if (!version || shipped === null) return false
  if (version.text !== null) return version.shipped !== hashOf(shipped)
  return Object.entries(version.was).some(([address, was]) => !same(valueAt(shipped, address) ?? null, was))
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export function titleOf(path: string, text: string): string {
  const title: unknown = toData(text)?.['title']
  const read = z.object({ zh: z.string() }).safeParse(title)
  return read.success ? read.data.zh : (FILE_TITLES[path] ?? path.split('/').at(-1)!)
}

export function toData(text: string): Record<string, unknown> | null {
  const document = parseDocument(text)
  const value: unknown = document.errors.length > 0 ? null : document.toJS()
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}

/** Every sentence of a dialog file that an owner may read, with what ships beside it. */
export function sentencesOf(text: string, shipped: string | null, version: OverlayVersion | undefined): Sentence[] {
  return findWordings(toData(text)).map(({ steps, zh, en }) => {
    const address = toAddress(steps)
    const shippedZh = shipped === null ? undefined : valueAt(shipped, `${address}/zh`)
    const was = version?.was[`${address}/zh`]
    return {
      address,
      label: labelOf(steps),
      zh,
      en,
      shipped: typeof shippedZh === 'string' ? shippedZh : null,
      changed: shippedZh !== zh || (shipped !== null && (valueAt(shipped, `${address}/en`) ?? null) !== en),
      shippedChanged: was !== undefined && was !== (shippedZh ?? null),
    }
  })
}

const Wording = z.looseObject({ zh: z.string(), en: z.string().optional() })

/** In the order a talk needs them: what is asked, then what is said. */
function findWordings(data: Record<string, unknown> | null): { steps: string[]; zh: string; en: string | null }[] {
  const found: { steps: string[]; zh: string; en: string | null }[] = []
  const collect = (value: unknown, steps: string[]): void => {
    const wording = Wording.safeParse(value)
    if (wording.success) found.push({ steps, zh: wording.data.zh, en: wording.data.en ?? null })
    else if (Array.isArray(value))
      for (const item of value as unknown[]) {
        const name = (item as { name?: unknown; id?: unknown } | null)?.name ?? (item as { id?: unknown } | null)?.id
        if (typeof name === 'string') collect(item, [...steps, name])
      }
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) collect(part, [...steps, key])
  }
  collect(data, [])
  return found
}

function labelOf(steps: readonly string[]): string {
  if (steps[0] === 'slots') {
    const what = { ask: '问', reask: '再问', short: '简称', label: '选项' }[steps.at(-1)!] ?? '说'
    return `${what}：${SENTENCE_LABELS[steps[1] ?? ''] ?? steps[1] ?? ''}`
  }
  const key = steps.at(-1) ?? ''
  if (SENTENCE_LABELS[key] !== undefined) return SENTENCE_LABELS[key]
  if (key === 'title') return '名称'
  const [, family = '', one = ''] = /^([a-zA-Z]+)_(\w+)$/.exec(key) ?? []
  const named = MEMBER_LABELS[one] ?? SENTENCE_LABELS[one]
  const shared = FAMILY_LABELS[family] ?? SENTENCE_LABELS[family]
  return shared !== undefined && named !== undefined ? `${shared}：${named}` : key
}

/** What a guided talk asks, in order, and when. */
export function outlineOf(text: string): { outline: OutlineLine[]; notes: string[] } {
  const read = DialogDefinition.safeParse(toData(text))
  if (!read.success) return { outline: [], notes: [] }
  const { slots, starts, confirm, category } = read.data
  return {
    outline: slots.map((slot) => ({
      what: whatOf(SENTENCE_LABELS[slot.name] ?? slot.name, KIND_WORDS[slot.kind]),
      when: [
        REQUIRED_WORDS[slot.required],
        slot.skippable ? '可以不答' : '',
        slot.together ? '和上一个一起问' : '',
        slot.hours ? `只约 ${slot.hours.replace('-', ' 到 ')}` : '',
      ]
        .filter(Boolean)
        .join('，'),
      ask: slot.ask?.zh ?? null,
    })),
    notes: [
      starts
        ? `业主说到这些词就开始：${starts.map((line) => line.replaceAll('|', '、').replaceAll(' ', ' ＋ ')).join('；')}。`
        : '听懂业主要办这件事就开始。',
      confirm ? '问齐以后念一遍，业主确认了才登记。' : '问齐以后马上登记，再把登记的内容告诉业主。',
      ...(category ? [`登记成「${category}」。`] : []),
    ],
  }
}

const whatOf = (name: string, kind: string) => (name === kind ? name : `${name}（${kind}）`)
