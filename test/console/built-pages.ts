import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../src/platform/project-root'

/**
 * The folder with the pages as `npm start` builds them; built now if they are not. It is ours as long as this process lives: whoever
 * saves a file meanwhile and builds again would sweep it away from under an open browser.
 */
export function builtPages(): string {
  const tool = (name: string) => pathToFileURL(join(projectRoot(), 'src/tools', name)).href
  const script = `
    const { target } = await import(${JSON.stringify(tool('build.mjs'))})
    const { writeClaim } = await import(${JSON.stringify(tool('build-folder.mjs'))})
    writeClaim(target, ${process.pid})
    console.log(target)`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return join(out.trim().split('\n').at(-1) ?? '', 'console', 'web')
}
