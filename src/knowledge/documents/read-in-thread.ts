import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { invalid } from '../../platform/errors'
import { ReadDocument } from './block'

const Answer = z.union([
  z.object({ read: ReadDocument }),
  z.object({ refused: z.object({ code: z.string(), message: z.string() }) }),
])

/** Where the thread's program lies; tests run the source itself. */
export interface DocumentThread {
  file?: string
  execArgv?: string[]
}

/** An honest document takes seconds. */
const PATIENCE_MS = 60_000
const MOST_MB = 512

/** Word and PDF are taken apart by libraries that are large and trusting: in a thread with little memory and little time. */
export async function readInThread(
  document: { kind: 'docx' | 'pdf'; name: string; bytes: Buffer },
  { file = path.join(__dirname, 'document-thread.js'), execArgv = [] }: DocumentThread = {},
): Promise<ReadDocument> {
  const worker = new Worker(file, {
    workerData: { ...document, bytes: new Uint8Array(document.bytes) },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    execArgv,
  })
  worker.unref()
  const tooMuch = () =>
    invalid('file_unsafe', `${document.name} takes more time or memory than a document of answers may`)
  let patience: NodeJS.Timeout | undefined
  try {
    const answer = await new Promise<z.infer<typeof Answer>>((resolve, reject) => {
      patience = setTimeout(() => reject(tooMuch()), PATIENCE_MS)
      worker.once('message', (message) => resolve(Answer.parse(message)))
      worker.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error),
      )
      worker.once('exit', () => reject(tooMuch()))
    })
    if ('refused' in answer) throw invalid(answer.refused.code, answer.refused.message)
    return answer.read
  } finally {
    clearTimeout(patience)
    await worker.terminate()
  }
}
