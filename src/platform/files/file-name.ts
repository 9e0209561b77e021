const LONGEST = 120

/** A name as it may be shown and saved: no folders, no control or direction-changing characters, not endless. */
export function safeFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  // Bidi controls could make "exe.gpj" read as "jpg.exe".
  const wellFormed = Buffer.from(last).toString() // half a character, which the database would refuse, becomes \ufffd
  const clean = wellFormed.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim()
  if (clean === '' || /^\.+$/.test(clean)) return 'file'
  const characters = [...clean]
  if (characters.length <= LONGEST) return clean
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? ''
  return characters.slice(0, LONGEST - ending.length).join('') + ending
}
