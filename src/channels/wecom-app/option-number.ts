import type { MenuOption } from '../../messages/outbound'

/**
 * The number by which an option of a menu in words is chosen: its place, or, where options bring numbers of their own (「5分 很满意」), that
 * one: 「5」 must never mean the fifth of them.
 */
export function optionByNumber<O extends Pick<MenuOption, 'label'>>(
  options: readonly O[],
  number: number,
): O | undefined {
  if (!haveOwnNumbers(options)) return options[number - 1]
  return options.find(({ label }) => ownNumberOf(label) === number)
}

export function haveOwnNumbers(options: readonly Pick<MenuOption, 'label'>[]): boolean {
  return options.some(({ label }) => ownNumberOf(label) !== null)
}

function ownNumberOf(label: string): number | null {
  const number = /^(\d{1,2})(?=分|\s)/.exec(label.normalize('NFKC').trim())?.[1]
  return number === undefined ? null : Number(number)
}
