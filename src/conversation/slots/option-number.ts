/** 「2」「第二个」「选三」: the number of an option, or null when it is anything more than that. */
export function optionNumber(text: string): number | null {
  const match = /^(?:我?选|第)?([1-9一二两三四五六七八九])(?:个|项|号|种)?[吧。.]?$/.exec(text.normalize('NFKC').trim())
  if (!match) return null
  const digit = '一二三四五六七八九'.indexOf(match[1]!) + 1
  return match[1] === '两' ? 2 : digit || Number(match[1])
}
