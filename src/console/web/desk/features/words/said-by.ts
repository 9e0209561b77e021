/** More ways of saying one thing nobody reads. */
const SHOWN = 8

/** What a pattern of the guard catches, as people say it: `人手不(够|足)` is 人手不够、人手不足. What may be anything is …. */
export function saidBy(pattern: string): string {
  const ways = [...new Set(alternatives({ rest: pattern }))].filter((words) => words !== '')
  return ways.slice(0, SHOWN).join('、') + (ways.length > SHOWN ? '等' : '')
}

/** Reads up to the end or the closing bracket. */
function alternatives(at: { rest: string }): string[] {
  const found: string[] = []
  let ways = ['']
  while (at.rest !== '' && !at.rest.startsWith(')')) {
    if (at.rest.startsWith('|')) {
      at.rest = at.rest.slice(1)
      found.push(...ways)
      ways = ['']
      continue
    }
    const parts = piece(at)
    ways = ways.flatMap((before) => parts.map((part) => before + part))
  }
  return [...found, ...ways]
}

/** One sign, group or set, with how often it may stand. */
function piece(at: { rest: string }): string[] {
  let parts: string[]
  if (at.rest.startsWith('(')) {
    const opening = /^\((\?(<?[=!]|:))?/.exec(at.rest)![0]
    at.rest = at.rest.slice(opening.length)
    const inside = alternatives(at)
    at.rest = at.rest.slice(1)
    // What stands before or after is no part of the words.
    parts = /[=!]/.test(opening) ? [''] : inside
  } else {
    const [sign = ''] = /^(\[[^\]]*\]|\\.|[\s\S])/.exec(at.rest) ?? []
    at.rest = at.rest.slice(sign.length)
    parts = [sign.length > 1 || sign === '.' ? '…' : '^$'.includes(sign) ? '' : sign]
  }
  const [often = ''] = /^([?*+]|\{[\d,]*\})\??/.exec(at.rest) ?? []
  at.rest = at.rest.slice(often.length)
  if (often === '' || often.startsWith('+')) return parts
  return often.startsWith('?') ? [...parts, ''] : ['…']
}
