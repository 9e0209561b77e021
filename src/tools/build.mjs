/** Builds `dist/<hash>` if it isn't there. Started by start.mjs; may be started twice at once. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  buildFolder,
  dist,
  filesUnder,
  isAlive,
  isClaimed,
  isComplete,
  root,
  sources,
  writeManifest,
} from './build-folder.mjs'

const LOCK = join(dist, 'building')
const WEB = join(sources, 'console', 'web')
/** A builder touches its lock this often; one that has not for five beats is gone, even if its pid was given to somebody else. */
const HEARTBEAT_MS = 1_000

mkdirSync(dist, { recursive: true })
/** Asked once: while it is built, somebody may save a file, and from then on the sources belong to another folder. */
export const target = buildFolder()
if (await takeTurn()) {
  try {
    sweep()
    await buildInto(target)
  } finally {
    rmSync(LOCK, { force: true })
  }
}

/**
 * Waits while another process builds; false when it built what we want. The lock only saves the work of building twice:
 * should two builders ever run at once, each has a folder of its own and the later one drops its work.
 */
async function takeTurn() {
  for (; ; await pause(50)) {
    if (isComplete(target)) return false
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      setInterval(() => existsSync(LOCK) && utimesSync(LOCK, new Date(), new Date()), HEARTBEAT_MS).unref()
      return true
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAbandoned()) rmSync(LOCK, { force: true })
  }
}

function isAbandoned() {
  try {
    const silentMs = Date.now() - statSync(LOCK).mtimeMs
    const pid = Number(readFileSync(LOCK, 'utf8'))
    // No pid yet: the builder is just writing it.
    return silentMs > 5 * HEARTBEAT_MS || (pid > 0 && (pid === process.pid || !isAlive(pid)))
  } catch {
    return false
  }
}

async function buildInto(folder) {
  const started = performance.now()
  const draft = join(dist, `draft-${process.pid}`)
  rmSync(draft, { recursive: true, force: true })
  await Promise.all([compileServer(draft), buildWeb(join(draft, 'console', 'web'))])
  writeManifest(draft)
  // Only a broken build can be in the way: it is moved aside, not emptied, for somebody may be reading it.
  if (existsSync(folder) && !isComplete(folder)) renameSync(folder, join(dist, `draft-${process.pid}-broken`))
  try {
    renameSync(draft, folder)
  } catch (error) {
    if (!isComplete(folder)) throw error
    rmSync(draft, { recursive: true, force: true })
  }
  process.stderr.write(`built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
}

/** TypeScript becomes CommonJS; whatever else lies beside it (.sql, .json, .html, …) is copied. */
async function compileServer(folder) {
  const { transformFile } = await import('@swc/core')
  const files = filesUnder(sources).filter((file) => !file.startsWith(WEB) && !/\.(mjs|tsx|d\.ts)$/.test(file))
  await Promise.all(
    files.map(async (file) => {
      const output = join(folder, relative(sources, file))
      mkdirSync(dirname(output), { recursive: true })
      if (!file.endsWith('.ts')) return copyFileSync(file, output)
      const script = output.replace(/\.ts$/, '.js')
      const { code, map } = await transformFile(file, {
        cwd: root,
        swcrc: false,
        sourceMaps: true,
        // As seen from the finished build, so that a checkout may move.
        sourceFileName: relative(dirname(join(target, relative(sources, file))), file),
        jsc: { parser: { syntax: 'typescript', dynamicImport: true }, target: 'es2022', keepClassNames: true },
        // As in jest.config.cjs: import() becomes require(), which Node 20.19 also gives ES modules to.
        module: { type: 'commonjs', ignoreDynamic: false },
      })
      writeFileSync(script, `${code}\n//# sourceMappingURL=${relative(dirname(script), script)}.map\n`)
      writeFileSync(`${script}.map`, map)
    }),
  )
}

/** The console: React, bundled; every page in its folder is an entry. */
async function buildWeb(folder) {
  const pages = existsSync(WEB) ? readdirSync(WEB).filter((name) => name.endsWith('.html')) : []
  if (pages.length === 0) return
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  // Vite heeds NODE_ENV more than `mode`: built as a test, every label of antd would have one id.
  const given = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    root: WEB,
    configFile: false,
    envDir: false,
    mode: 'production',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: folder,
      emptyOutDir: false,
      chunkSizeWarningLimit: 2_000,
      rollupOptions: { input: pages.map((page) => join(WEB, page)) },
    },
  })
  if (given === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = given
}

/** Removes what crashed builders left and old builds that nobody lives on; the two newest stay in case their claim was lost. */
function sweep() {
  const names = readdirSync(dist)
  for (const name of names) {
    const pid = Number(/^draft-(\d+)/.exec(name)?.[1] ?? process.pid)
    if (!isAlive(pid)) rmSync(join(dist, name), { recursive: true, force: true })
  }
  const builds = names
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => join(dist, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const folder of builds.slice(2)) {
    if (folder === target || isClaimed(folder)) continue
    rmSync(folder, { recursive: true, force: true })
    rmSync(`${folder}.used`, { recursive: true, force: true })
  }
}
