/** What nothing is known about: a browser offers to save it and does nothing else. */
export const UNKNOWN_MIME = 'application/octet-stream'

/**
 * The type of a file by its first bytes. What was declared counts only where the bytes don't tell, and only for documents
 * that no browser runs: a page that calls itself a picture must not become one.
 */
export function findMime(bytes: Uint8Array, declared?: string): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 32))
  const found = signatures.find(({ at = 0, is }) => start.subarray(at, at + is.length).equals(is))
  if (found) return typeof found.mime === 'string' ? found.mime : found.mime(start)
  const plain = declared?.split(';')[0]?.trim().toLowerCase() ?? ''
  return DOCUMENTS.has(plain) ? plain : UNKNOWN_MIME
}

interface Signature {
  is: Buffer
  at?: number
  mime: string | ((start: Buffer) => string)
}

const latin = (text: string) => Buffer.from(text, 'latin1')

const signatures: Signature[] = [
  { is: latin('\x89PNG\r\n\x1a\n'), mime: 'image/png' },
  { is: latin('\xff\xd8\xff'), mime: 'image/jpeg' },
  { is: latin('GIF87a'), mime: 'image/gif' },
  { is: latin('GIF89a'), mime: 'image/gif' },
  { is: latin('RIFF'), mime: (start) => (start.subarray(8, 12).equals(latin('WEBP')) ? 'image/webp' : UNKNOWN_MIME) },
  { is: latin('#!AMR-WB\n'), mime: 'audio/amr-wb' },
  { is: latin('#!AMR\n'), mime: 'audio/amr' },
  // WeChat's voice: SILK with one byte of its own before the standard's header.
  { is: latin('\x02#!SILK_V3'), mime: 'audio/silk' },
  { is: latin('#!SILK_V3'), mime: 'audio/silk' },
  { is: latin('ftyp'), at: 4, mime: (start) => ofBrand(start.subarray(8, 12).toString('latin1')) },
  { is: latin('%PDF-'), mime: 'application/pdf' },
]

/** One container, many contents; the brand in it says which. */
function ofBrand(brand: string): string {
  if (/^(hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand)) return 'image/heic'
  if (brand === 'avif' || brand === 'avis') return 'image/avif'
  if (brand === 'qt  ') return 'video/quicktime'
  if (/^M4[AB] $/.test(brand)) return 'audio/mp4'
  return 'video/mp4'
}

const DOCUMENTS = new Set([
  'text/plain',
  'text/csv',
  'application/zip',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
])
