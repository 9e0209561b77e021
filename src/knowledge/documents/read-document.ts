import { invalid } from '../../platform/errors'
import { decodeText } from '../files/decode-text'
import { refuseOtherKind } from '../files/file-kind'
import { openPackage } from '../files/open-package'
import type { ReadDocument } from './block'
import { readInThread, type DocumentThread } from './read-in-thread'
import { readMarkdown } from './read-markdown'

export const DOCUMENT_ENDINGS = ['.docx', '.pdf', '.md', '.txt'] as const

/** What a document says, in order. Anything that is not what its name says, or would grow without end, is refused in words. */
export async function readDocument(name: string, bytes: Buffer, thread?: DocumentThread): Promise<ReadDocument> {
  const ending = /\.[a-z]+$/i.exec(name)?.[0].toLowerCase()
  refuseOtherKind(name, bytes)
  if (ending === '.md' || ending === '.txt') return readMarkdown(decodeText(name, bytes))
  if (ending === '.pdf') return readInThread({ kind: 'pdf', name, bytes }, thread)
  if (ending === '.docx') {
    const parts = openPackage(name, bytes)
    const body = parts.get('word/document.xml')
    if (!body) throw invalid('file_kind', `${name} is no Word document inside`)
    if (body.length > MOST_WORDS)
      throw invalid(
        'document_long',
        `expected at most ${MOST_WORDS / 1024 / 1024} MB of words in ${name}: take it apart first`,
      )
    return readInThread({ kind: 'docx', name, bytes }, thread)
  }
  throw invalid('document_kind', `expected a .docx, .pdf, .md or .txt file, got ${name}`)
}

/** Word wraps a page of words in about 20 kB of XML. */
const MOST_WORDS = 16 * 1024 * 1024
