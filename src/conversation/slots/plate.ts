import type { SlotDefinition } from '../../dialogs/definition'

/** 粤B12345, 沪A·D12345: the province, a letter, five or six more. */
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z][·•\s-]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])/gu

/** Number plates in the words: they hold digits that are neither a room nor the city's hotline. */
export function platesIn(text: string): string[] {
  return text.match(PLATE) ?? []
}

export function withoutPlates(text: string): string {
  return text.replace(PLATE, ' ')
}

/** 「粤B12345」 and nothing else answers something; it asks for no hotline. */
export function isOnlyPlates(text: string): boolean {
  return platesIn(text).length > 0 && withoutPlates(text).replace(/[\s\p{P}]/gu, '') === ''
}

/** A slot that asks for a plate knows one by its look, asked or not. */
export function isPlateSlot({ kind, short }: SlotDefinition): boolean {
  return kind === 'fact' && /^车牌号?$/u.test(short?.zh ?? '')
}
