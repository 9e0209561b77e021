import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** 32 MB and a quarter of a second a guess: of OWASP's equal choices for scrypt one that leaves a small machine room to serve. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const LENGTH = 32

/** `scrypt$N$r$p$salt$hash`: the costs travel with the hash, so that they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [kind, N, r, p, salt, hash] = stored.split('$')
  if (kind !== 'scrypt' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64url')
  const found = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === found.length && timingSafeEqual(expected, found)
}

/** Takes as long as a real check: an account that does not exist must not answer faster. */
export async function pretendToCheck(password: string): Promise<void> {
  await derive(password, Buffer.alloc(16), COST)
}

let line: Promise<unknown> = Promise.resolve()

/** One after the other: a flood of guesses may not take all threads and memory from those who serve. */
function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const next = line.then(
    () =>
      new Promise<Buffer>((resolve, reject) =>
        scrypt(password.normalize('NFKC'), salt, LENGTH, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) =>
          error ? reject(error) : resolve(key),
        ),
      ),
  )
  line = next.catch(() => {})
  return next
}
