/**
 * What the tests need besides npm's packages: a real browser with Chinese fonts, a real Redis, a real PostgreSQL. Found
 * ones are used as they are; missing ones come from Debian, which only root may install. Runs before `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const needs = [
  { name: 'chromium', found: () => onPath('chromium') },
  { name: 'fonts-noto-cjk', found: () => hasFile('/usr/share/fonts', /^NotoSans(Mono)?CJK|^NotoSansSC/) },
  { name: 'redis-server', found: () => onPath('redis-server') },
  { name: 'postgresql', found: () => hasFile('/usr/lib/postgresql', /^initdb$/) },
]

const missing = needs.filter(({ found }) => !found()).map(({ name }) => name)
if (missing.length > 0) install(missing)

function install(names) {
  const byHand = `The tests need ${names.join(', ')}; on Debian: sudo apt-get install -y ${names.join(' ')}`
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return fail(byHand)
  process.stderr.write(`installing ${names.join(', ')} for the tests …\n`)
  apt('update')
  const result = apt('install', '-y', '--no-install-recommends', ...names)
  if (result.status !== 0) fail(`${byHand}\nIt failed here: ${(result.stderr ?? '').trim().split('\n').at(-1)}`)
}

function apt(...args) {
  return spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

function hasFile(folder, name) {
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true }).some((path) => name.test(path.split('/').at(-1)))
}
