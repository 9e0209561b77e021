import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const sources = join(root, 'src')
export const dist = join(root, 'dist')

/** Where the build of the present sources and packages is, or will be. */
export function buildFolder() {
  const hash = createHash('sha256')
  for (const file of [...filesUnder(sources), join(root, 'package-lock.json')]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return join(dist, hash.digest('hex').slice(0, 16))
}

/** Every file below `folder`, sorted, so that the same files give the same hash everywhere. */
export function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

const MANIFEST = 'built.json'

/** Writes down what was built: a power cut may leave files without their contents behind a name that is already there. */
export function writeManifest(folder) {
  const sizes = filesUnder(folder).map((file) => [relative(folder, file).split(sep).join('/'), statSync(file).size])
  writeFileSync(join(folder, MANIFEST), JSON.stringify(Object.fromEntries(sizes)))
}

export function isComplete(folder) {
  try {
    const sizes = Object.entries(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')))
    return sizes.every(([file, size]) => statSync(join(folder, file)).size === size)
  } catch {
    return false
  }
}

/** Says that this process lives on the build, so that no later build sweeps it away; a read-only checkout needs no claim. */
export function claimBuild(folder) {
  const claim = writeClaim(folder, process.pid)
  if (claim !== null) process.on('exit', () => rmSync(claim, { force: true }))
}

/** The claim of any process; one that outlives it counts for nothing. */
export function writeClaim(folder, pid) {
  const claim = join(`${folder}.used`, String(pid))
  try {
    mkdirSync(dirname(claim), { recursive: true })
    writeFileSync(claim, '')
    return claim
  } catch {
    return null
  }
}

/** Whether a process that claimed the build is still there. */
export function isClaimed(folder) {
  try {
    return readdirSync(`${folder}.used`).some((pid) => isAlive(Number(pid)))
  } catch {
    return false
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
