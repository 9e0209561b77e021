import type { HttpAnswer } from './http-exchange'
import { readAnswer } from './http-exchange'
import { unanswered } from './wecom-error'

export interface Download {
  bytes: Buffer
  name: string | null
  mime: string | null
}

/**
 * Reads the answer of `media/get`: a file, or JSON that says why not, with status 200 both (wecom-protocol §5.19 and
 * pitfall 23). A file carries `Content-disposition`, so that a JSON file an owner sent is still a file.
 */
export function readDownload(api: string, answer: HttpAnswer): Download {
  const disposition = answer.headers.get('content-disposition')
  const mime = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? null
  if (disposition === null && (mime === null || /json|text\//.test(mime))) {
    readAnswer(api, answer)
    throw unanswered(api, 'neither a file nor an error came back')
  }
  if (answer.status !== 200 && answer.status !== 206) throw unanswered(api, `HTTP ${answer.status}`)
  return { bytes: answer.bytes, name: fileName(disposition ?? ''), mime }
}

/** `filename*=UTF-8''…` before `filename="…"`; headers arrive as Latin-1, names are written in UTF-8 all the same. */
export function fileName(disposition: string): string | null {
  const extended = /filename\*\s*=\s*(?:utf-8)?''([^;]+)/i.exec(disposition)?.[1]
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(disposition)
  const name = decoded(extended) ?? decoded(fromLatin1(plain?.[1] ?? plain?.[2]))
  // A name is a name: no folders, no control characters, no end of its own beyond what a list can show.
  const clean = name
    ?.replace(/^.*[\\/]/, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200)
  return clean || null
}

function fromLatin1(text: string | undefined): string | undefined {
  if (text === undefined || !/^[\u0000-\u00ff]*$/.test(text)) return text
  const utf8 = Buffer.from(text, 'latin1').toString('utf8')
  return utf8.includes('\uFFFD') ? text : utf8
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text.trim())
  } catch {
    return text
  }
}
