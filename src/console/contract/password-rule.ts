/** Why a password would be guessed; the page shows it while somebody types, the server refuses it. */
export type Weakness = 'short' | 'long' | 'name' | 'few' | 'run' | 'common'

export const MIN_LENGTH = 10
export const MAX_LENGTH = 200
/** Fewer different signs than this are a pattern, not a password. */
const MIN_DIFFERENT = 5

/** Length before rules of signs, nothing that every list of guesses begins with (NIST SP 800-63B §5.1.1.2). */
export function weaknessesOf(password: string, account: string): Weakness[] {
  const signs = Array.from(password.normalize('NFKC'))
  const plain = signs.join('').toLowerCase()
  const name = account.trim().toLowerCase()
  const found: Weakness[] = []
  if (signs.length < MIN_LENGTH) found.push('short')
  if (signs.length > MAX_LENGTH) found.push('long')
  if (name.length >= 3 && plain.includes(name)) found.push('name')
  if (new Set(plain).size < MIN_DIFFERENT) found.push('few')
  if (isRun(plain)) found.push('run')
  if (COMMON.some((word) => isMostly(plain, word))) found.push('common')
  return found
}

const ROWS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb']

/** More than half of it walks along the keyboard or the alphabet. */
function isRun(plain: string): boolean {
  const half = Math.max(4, Math.ceil(plain.length / 2) + 1)
  for (let from = 0; from + half <= plain.length; from++) {
    const piece = plain.slice(from, from + half)
    const back = Array.from(piece).reverse().join('')
    if (ROWS.some((row) => row.includes(piece) || row.includes(back))) return true
  }
  return false
}

/** What guessers try first, in China and elsewhere. */
const COMMON = [
  ...[
    'password',
    'passw0rd',
    'p@ssw0rd',
    'p@ssword',
    'admin',
    'administrator',
    'root',
    'welcome',
    'letmein',
    'iloveyou',
  ],
  ...[
    'woaini',
    '5201314',
    '1314520',
    '123456',
    '12345678',
    '123123',
    '111111',
    '888888',
    '666666',
    'a123456',
    'abc123',
  ],
  ...['qwerty', 'wuye', 'shouwen', 'kefu', 'test', 'changeme', 'monkey', 'dragon', 'sunshine', 'princess', 'football'],
]

/** The word with a few signs around it is the word. */
function isMostly(plain: string, word: string): boolean {
  return (
    plain.includes(word) &&
    plain
      .split(word)
      .join('')
      .replace(/[^\p{L}]/gu, '').length < 4
  )
}
