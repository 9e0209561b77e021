/**
 * `npm start`: builds when the sources changed, then runs `main` in this process, so that signals reach it directly.
 * `build` only builds; `run <module> [args…]` runs another module (`run tools/doctor`).
 *
 * A build is the folder `dist/<hash of the sources>`: complete as soon as it has its name, never changed afterwards. So a
 * running process keeps its files while another one builds, two starts at once can't harm each other, and what a crash
 * leaves behind under another name is nothing but rubbish. Nothing but node: is imported here; the compilers are loaded by
 * a child process (build.mjs), because they cost time and memory that a server shouldn't keep.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildFolder, claimBuild, isComplete, root } from './build-folder.mjs'

const [verb = 'run', module = 'main', ...args] = process.argv.slice(2)

if (!nodeIsNewEnough(process.versions.node)) {
  fail(`Shouwen needs Node 20.19 or later (or 22.12 or later); this is Node ${process.versions.node}.`)
} else if (!existsSync(join(root, 'node_modules'))) {
  fail('The packages are missing: run npm ci first.')
} else if (verb === 'build') {
  await build()
} else if (verb === 'run') {
  if (!isComplete(buildFolder())) await build()
  // Asked again: somebody may have saved a file meanwhile, and what was built is what was there then.
  if (!process.exitCode) await run(buildFolder())
} else {
  fail(`start.mjs knows build and run <module> [args…], not ${verb}.`)
}

/** Vite and the loading of ES modules by require() set these limits. */
function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major === 20) return minor >= 19
  if (major === 22) return minor >= 12
  return major > 22
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

/** Builds in a child and waits; a signal for us ends the child too. */
function build() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url))], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const stop = (signal) => {
    child.kill(signal)
    process.exit(1)
  }
  for (const signal of signals) process.on(signal, stop)
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      for (const signal of signals) process.off(signal, stop)
      if (code !== 0) fail('The build failed; nothing was started.')
      resolve()
    })
  })
}

/** Loads the module; one that exports `main` is called with the arguments, any other starts by itself. */
async function run(folder) {
  const file = join(folder, `${module}.js`)
  if (!existsSync(file)) return fail(`There is no ${module} to run.`)
  claimBuild(folder)
  process.setSourceMapsEnabled(true)
  process.argv = [process.execPath, file, ...args]
  try {
    const loaded = createRequire(import.meta.url)(file)
    if (typeof loaded.main === 'function') await loaded.main(args)
  } catch (error) {
    // An AppError tells people what was expected and what came; where in our code it rose would only hide that.
    fail(error?.failure && error.failure !== 'bug' ? error.message : (error?.stack ?? error))
    process.exit(1)
  }
}
