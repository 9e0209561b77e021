import type { ConsoleDeps } from '../console-deps'
import type { App } from '../http/app'
import { correctionRoutes } from '../routes/corrections'
import { knowledgeHealthRoutes } from '../routes/knowledge-care'
import { knowledgeDocumentRoutes } from '../routes/knowledge-documents'
import { knowledgeExportRoutes } from '../routes/knowledge-export'

/** What keeps the knowledge right besides writing it: files in and out, its health, what was not answered, what must be corrected. */
export async function knowledgeCareRoutes(app: App, deps: ConsoleDeps): Promise<void> {
  knowledgeExportRoutes(app, deps)
  await knowledgeDocumentRoutes(app, deps)
  knowledgeHealthRoutes(app, deps)
  correctionRoutes(app, deps)
}
