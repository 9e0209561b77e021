import { invalid } from '../../../platform/errors'
import { findMime } from '../../../platform/files/find-mime'

/** What WeCom takes of each kind (wecom-protocol §5.19); the web chat shows no more. */
const PHOTO_BYTES = 10 * 1024 * 1024
export const UPLOAD_BYTES = 20 * 1024 * 1024

export interface CheckedUpload {
  kind: 'image' | 'file'
  mime: string
  name: string
}

/**
 * What a colleague may send an owner: photos, PDF, Word and Excel, told by their bytes and never by their name. A document with
 * macros is none of them: it would run on an owner's phone under our name.
 */
export function checkUpload(bytes: Buffer, name: string): CheckedUpload {
  if (bytes.length === 0) throw invalid('file_empty', 'file: expected a file with content')
  if (bytes.length > UPLOAD_BYTES) throw tooLarge(UPLOAD_BYTES)
  const mime = findMime(bytes)
  if (mime === 'image/png' || mime === 'image/jpeg') {
    if (bytes.length > PHOTO_BYTES) throw tooLarge(PHOTO_BYTES)
    return { kind: 'image', mime, name: named(name, mime === 'image/png' ? 'png' : 'jpg') }
  }
  if (mime === 'application/pdf') return { kind: 'file', mime, name: named(name, 'pdf') }
  const office = officeOf(bytes)
  if (office === null)
    throw invalid('file_type', 'file: expected a png or jpeg photo, a PDF, or a Word or Excel document without macros')
  return { kind: 'file', mime: office.mime, name: named(name, office.ending) }
}

function tooLarge(limit: number) {
  return invalid('file_too_large', `file: expected at most ${limit} bytes`, { limit })
}

const PREFIX = 'application/vnd.openxmlformats-officedocument'
const OFFICE = [
  { part: 'word/document.xml', ending: 'docx', mime: `${PREFIX}.wordprocessingml.document` },
  { part: 'xl/workbook.xml', ending: 'xlsx', mime: `${PREFIX}.spreadsheetml.sheet` },
] as const

/** Office documents are zip files; the names of their parts stand readable in the directory at the end. */
function officeOf(bytes: Buffer): (typeof OFFICE)[number] | null {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\x03\x04') return null
  if (!bytes.includes('[Content_Types].xml') || /vbaProject\.bin/i.test(bytes.toString('latin1'))) return null
  return OFFICE.find(({ part }) => bytes.includes(part)) ?? null
}

/** The ending says what it is, whatever it was called: `发票.exe` with a picture inside is `发票.exe.png`. */
function named(name: string, ending: string): string {
  const bare = name.trim() || '文件'
  const known = ending === 'jpg' ? /\.jpe?g$/i : new RegExp(`\\.${ending}$`, 'i')
  return known.test(bare) ? bare : `${bare}.${ending}`
}
