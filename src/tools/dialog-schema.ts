import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { editorSchema } from '../dialogs/editor-schema'
import { projectRoot } from '../platform/project-root'

/** `npm run dialog-schema`: writes `dialogs/dialog.schema.json` anew after the definition of a dialog has changed. */
export function main(): Promise<void> {
  const file = path.join(projectRoot(), 'dialogs', 'dialog.schema.json')
  writeFileSync(file, `${JSON.stringify(editorSchema(), null, 2)}\n`)
  return Promise.resolve()
}
