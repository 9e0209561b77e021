import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { AppError } from '../../platform/errors'
import { readDocx } from './read-docx'
import { readPdf } from './read-pdf'

const Given = z.object({ kind: z.enum(['docx', 'pdf']), name: z.string(), bytes: z.instanceof(Uint8Array) })

/** Runs in a thread of its own (`readInThread`): a document that loops or swells ends this thread and nothing else. */
async function main(): Promise<void> {
  const { kind, name, bytes } = Given.parse(workerData)
  try {
    const read = kind === 'pdf' ? await readPdf(name, bytes) : await readDocx(Buffer.from(bytes))
    parentPort?.postMessage({ read })
  } catch (error) {
    const { code, message } =
      error instanceof AppError ? error : { code: 'file_unreadable', message: `${name} cannot be read as .${kind}` }
    parentPort?.postMessage({ refused: { code, message } })
  }
}

void main()
