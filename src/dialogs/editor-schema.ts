import { z } from 'zod'
import { DialogDefinition, WordsFile } from './definition'

/**
 * What a file of `dialogs/` may hold, as JSON Schema: an editor that knows YAML completes and checks while somebody writes. It is
 * made from the definition that reads the files, so the two cannot differ.
 */
export function editorSchema(): object {
  return z.toJSONSchema(z.union([DialogDefinition, WordsFile]), { io: 'input' })
}
