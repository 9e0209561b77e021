import { spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../../src/platform/project-root'
import { temporaryFolder } from '../support/temporary'
import { until } from '../support/until'

jest.setTimeout(60_000)

/** A checkout of its own: our launcher, our packages, and the given sources. */
function checkout(files: Record<string, string>): string {
  const root = temporaryFolder()
  for (const name of ['start.mjs', 'build.mjs', 'build-folder.mjs']) {
    cpSync(join(projectRoot(), 'src/tools', name), join(root, 'src/tools', name))
  }
  cpSync(join(projectRoot(), 'package.json'), join(root, 'package.json'))
  cpSync(join(projectRoot(), 'package-lock.json'), join(root, 'package-lock.json'))
  symlinkSync(join(projectRoot(), 'node_modules'), join(root, 'node_modules'))
  for (const [name, text] of Object.entries(files)) write(root, name, text)
  return root
}

function write(root: string, name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

function start(root: string, args: string[] = [], options: { node?: string[]; env?: NodeJS.ProcessEnv } = {}) {
  const child = spawn(process.execPath, [...(options.node ?? []), join(root, 'src/tools/start.mjs'), ...args], {
    // Not the project's root: where a command is typed must not matter.
    cwd: dirname(root),
    env: { ...process.env, NODE_ENV: undefined, ...options.env },
  })
  const run = { child, out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => (run.out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (run.err += data.toString()))
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out: run.out, err: run.err })),
  )
  return Object.assign(run, { ended })
}

const builds = (root: string) => readdirSync(join(root, 'dist')).filter((name) => /^[0-9a-f]{16}$/.test(name))
const HELLO = { 'src/main.ts': `export async function main(): Promise<void> { console.log('hello') }` }

describe('npm start', () => {
  it('builds the first time and only runs the second time', async () => {
    const root = checkout(HELLO)

    const first = await start(root).ended
    const second = await start(root).ended

    expect(first).toMatchObject({ code: 0, out: 'hello\n' })
    expect(first.err).toContain('built in')
    expect(second).toEqual({ code: 0, out: 'hello\n', err: '' })
  })

  it('works with NODE_ENV=production, and a build does not set NODE_ENV for the server', async () => {
    const root = checkout({ 'src/main.ts': `console.log(process.env.NODE_ENV)` })

    expect(await start(root).ended).toMatchObject({ code: 0, out: 'undefined\n' })
    expect(await start(root, [], { env: { NODE_ENV: 'production' } }).ended).toMatchObject({ out: 'production\n' })
  })

  it('compiles imports and import() of CommonJS and ES modules, and copies what lies beside the sources', async () => {
    const root = checkout({
      'src/main.ts': `
        import { readFileSync } from 'node:fs'
        import { join } from 'node:path'
        import { z } from 'zod'
        import type { Clock } from './platform/clock'
        import { name } from './platform/name'
        export async function main() {
          const clock: Clock | undefined = undefined
          const { late } = await import('./platform/late')
          const { default: react } = await import('@vitejs/plugin-react')
          const sql = readFileSync(join(__dirname, 'platform/001_first.sql'), 'utf8')
          console.log(z.string().parse(name), late, typeof react, sql, clock)
        }`,
      'src/platform/clock.ts': 'export interface Clock { now(): Date }',
      'src/platform/name.ts': `export const name = 'shouwen'`,
      'src/platform/late.ts': `export const late = 'late'`,
      'src/platform/001_first.sql': 'select 1',
    })

    expect(await start(root).ended).toMatchObject({ code: 0, out: 'shouwen late function select 1 undefined\n' })
  })

  it('builds anew when a source changed, and leaves the files of a running process alone', async () => {
    const root = checkout({
      'src/main.ts': `
        process.stdin.once('data', async () => {
          const { late } = await import('./late')
          console.log(late)
          process.exit()
        })
        console.log('ready')`,
      'src/late.ts': `export const late = 'old'`,
    })
    const old = start(root)
    await until(() => old.out.includes('ready'), 'the first to start')

    for (const text of ['new', 'newer', 'newest']) {
      write(root, 'src/late.ts', `export const late = '${text}'`)
      const next = start(root)
      await until(() => next.out.includes('ready'), 'the next to start')
      next.child.stdin.write('go\n')
      expect(await next.ended).toMatchObject({ code: 0, out: `ready\n${text}\n` })
    }
    old.child.stdin.write('go\n')

    expect(await old.ended).toMatchObject({ code: 0, out: 'ready\nold\n' })
  })

  it('sweeps away builds that nobody lives on, but for the newest', async () => {
    const root = checkout(HELLO)

    for (let change = 0; change < 6; change++) {
      appendFileSync(join(root, 'src/main.ts'), '\n')
      await start(root, ['build']).ended
    }

    expect(builds(root)).toHaveLength(3)
  })

  it('is safe when two are started at once in one checkout', async () => {
    const root = checkout(HELLO)

    const all = await Promise.all(Array.from({ length: 4 }, () => start(root).ended))

    for (const { code, out } of all) expect({ code, out }).toEqual({ code: 0, out: 'hello\n' })
    expect(all.filter(({ err }) => err.includes('built in'))).toHaveLength(1)
    expect(builds(root)).toHaveLength(1)
    expect(readdirSync(join(root, 'dist')).filter((name) => /^draft|^building/.test(name))).toEqual([])
  })

  it('builds again after a crash in the middle of a build', async () => {
    const root = checkout(HELLO)
    // No process has the highest pid there can be.
    write(root, 'dist/building', '4194304')
    write(root, 'dist/draft-4194304/main.js', 'half')

    const { code, out } = await start(root).ended

    expect({ code, out }).toEqual({ code: 0, out: 'hello\n' })
    expect(existsSync(join(root, 'dist/draft-4194304'))).toBe(false)
    expect(existsSync(join(root, 'dist/building'))).toBe(false)
  })

  it('builds again when a power cut left files without their contents', async () => {
    const root = checkout(HELLO)
    await start(root).ended
    truncateSync(join(root, 'dist', builds(root)[0] ?? '', 'main.js'))

    const again = await start(root).ended

    expect(again).toMatchObject({ code: 0, out: 'hello\n' })
    expect(again.err).toContain('built in')
  })

  it('says what is wrong with the sources and starts nothing', async () => {
    const root = checkout({ 'src/main.ts': `console.log('started'); const x: = 1` })

    const { code, out, err } = await start(root).ended

    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('main.ts')
    expect(err).toContain('The build failed; nothing was started.')
    expect(builds(root)).toEqual([])
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('lets %s reach main directly', async (signal) => {
    const root = checkout({
      'src/main.ts': `
        process.on('${signal}', () => { console.log('stopping'); process.exit(7) })
        process.stdin.resume()
        console.log(process.pid)`,
    })
    const run = start(root)
    await until(() => run.out.includes('\n'), 'main to run')

    run.child.kill(signal)

    expect(await run.ended).toMatchObject({ code: 7, out: `${run.child.pid}\nstopping\n` })
  })

  it('shows one sentence for what the settings or the machine lack, and the place in the sources for a bug', async () => {
    const root = checkout({
      'src/main.ts': `
        class AppError extends Error { failure = process.argv[2] }
        export async function main(): Promise<void> {
          throw new AppError('PORT must be a number, but is "x".')
        }`,
    })

    const fault = await start(root, ['run', 'main', 'invalid']).ended
    const bug = await start(root, ['run', 'main', 'bug']).ended

    expect(fault.code).toBe(1)
    expect(fault.err.split('\n').slice(-2)).toEqual(['PORT must be a number, but is "x".', ''])
    expect(bug.code).toBe(1)
    expect(bug.err).toContain(`${join(root, 'src/main.ts')}:4:`)
  })

  it('runs another module with its arguments', async () => {
    const root = checkout({
      'src/tools/doctor.ts': `
        export async function main(args: string[]): Promise<void> {
          console.log(args.join('|'), process.argv.slice(2).join('|'))
          process.exitCode = 3
        }`,
    })

    expect(await start(root, ['run', 'tools/doctor', '--all', 'a b']).ended).toMatchObject({
      code: 3,
      out: '--all|a b --all|a b\n',
    })
  })

  it.each([
    [['run', 'tools/nothing'], 'There is no tools/nothing to run.'],
    [['serve'], 'start.mjs knows build and run <module> [args…], not serve.'],
  ])('answers %j with a sentence', async (args, sentence) => {
    const { code, err } = await start(checkout(HELLO), args).ended

    expect(code).toBe(1)
    expect(err).toContain(sentence)
  })

  it.each([
    ['20.18.3', false],
    ['18.20.0', false],
    ['21.7.0', false],
    ['22.11.0', false],
    ['20.19.0', true],
    ['22.12.0', true],
    ['24.1.0', true],
  ])('on Node %s runs: %s', async (version, runs) => {
    const root = checkout(HELLO)
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`

    const { code, err } = await start(root, [], { node: ['--import', `data:text/javascript,${pretend}`] }).ended

    expect(code).toBe(runs ? 0 : 1)
    if (!runs) expect(err).toBe(`Shouwen needs Node 20.19 or later (or 22.12 or later); this is Node ${version}.\n`)
  })

  it('asks for npm ci when the packages are missing', async () => {
    const root = temporaryFolder()
    cpSync(join(projectRoot(), 'src/tools'), join(root, 'src/tools'), { recursive: true })

    expect(await start(root).ended).toEqual({
      code: 1,
      out: '',
      err: 'The packages are missing: run npm ci first.\n',
    })
  })

  it('bundles every page of the console', async () => {
    const page = (script: string) =>
      `<!doctype html><div id="root"></div><script type="module" src="./${script}"></script>`
    const root = checkout({
      ...HELLO,
      'src/console/web/index.html': page('main.tsx'),
      'src/console/web/chat.html': page('chat.tsx'),
      'src/console/web/main.tsx': `
        import { createRoot } from 'react-dom/client'
        const root = document.getElementById('root')
        if (root) createRoot(root).render(<h1>控制台</h1>)`,
      'src/console/web/chat.tsx': `document.title = '聊天'`,
    })

    const { code, err } = await start(root, ['build']).ended

    const web = join(root, 'dist', builds(root)[0] ?? '', 'console/web')
    expect({ code, warned: /warn/i.test(err) }).toEqual({ code: 0, warned: false })
    for (const name of ['index.html', 'chat.html']) {
      const script = /src="\/(assets\/[^"]+\.js)"/.exec(readFileSync(join(web, name), 'utf8'))?.[1]
      expect(existsSync(join(web, script ?? 'missing'))).toBe(true)
    }
    const scripts = readdirSync(join(web, 'assets')).map((name) => readFileSync(join(web, 'assets', name), 'utf8'))
    expect(scripts.join()).toContain('控制台')
  })
})

describe('the sources', () => {
  it('find the root of the project by looking, not by counting folders, for builds lie deeper', () => {
    const files = readdirSync(join(projectRoot(), 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))

    const counting = files.filter((file) => /__dirname,\s*['"]\.\./.test(readFileSync(file, 'utf8')))

    expect(files.length).toBeGreaterThan(50)
    expect(counting).toEqual([])
  })
})
