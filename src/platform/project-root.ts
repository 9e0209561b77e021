import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder of package.json: where `.env`, `dialogs/` and `knowledge/` live. Looked for upwards because the compiled code
 * lies one level deeper (`dist/<hash>/…`) than the sources; counting `..` would be right in one of the two places only.
 */
export function projectRoot(): string {
  let folder = __dirname
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`no package.json above ${__dirname}`)
    folder = parent
  }
  return folder
}
