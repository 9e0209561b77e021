import { inflateRawSync } from 'node:zlib'
import { invalid } from '../../platform/errors'

/** The parts of an Office file that are XML, unpacked. */
export type PackageParts = ReadonlyMap<string, Buffer>

/** More than any honest file of answers needs; a bomb of a few kilobytes unpacks to gigabytes. */
const MOST_PARTS = 2_000
const MOST_BYTES = 100 * 1024 * 1024
const MOST_XML = 40 * 1024 * 1024

/**
 * Looks into an Office file (a zip archive) before a library does: every part is unpacked within a budget, whatever sizes its
 * directory claims, and XML that brings its own entities (they grow without end, or read files of this machine) is refused.
 */
export function openPackage(name: string, bytes: Buffer): PackageParts {
  const refuse = (why: string) => invalid('file_unsafe', `${name}: ${why}`)
  if (bytes.readUInt32BE(0) === 0xd0cf11e0)
    throw invalid(
      'file_kind',
      `${name} is an old or password-protected Office file; save it as .xlsx or .docx without a password`,
    )
  const parts = new Map<string, Buffer>()
  let [room, roomForXml] = [MOST_BYTES, MOST_XML]
  for (const entry of entriesOf(bytes, refuse)) {
    if (entry.name.endsWith('/')) continue
    const isXml = /\.(xml|rels|vml)$/i.test(entry.name)
    const content = unpack(bytes, entry, isXml ? Math.min(room, roomForXml) : room, refuse)
    room -= content.length
    if (!isXml) continue
    roomForXml -= content.length
    if (declaresEntities(content)) throw refuse(`${entry.name} declares a document type of its own`)
    parts.set(entry.name, content)
  }
  return parts
}

interface ZipEntry {
  name: string
  method: number
  packed: number
  offset: number
}

type Refuse = (why: string) => Error

/** From the central directory, as the libraries read it. */
function entriesOf(bytes: Buffer, refuse: Refuse): ZipEntry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > bytes.length) throw refuse('no archive, or cut short')
  const count = bytes.readUInt16LE(end + 10)
  if (count > MOST_PARTS) throw refuse(`expected at most ${MOST_PARTS} parts, got ${count}`)
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw refuse('its directory is broken')
    const nameLength = bytes.readUInt16LE(at + 28)
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw refuse('it is encrypted')
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function unpack(bytes: Buffer, entry: ZipEntry, room: number, refuse: Refuse): Buffer {
  const { offset, packed, method } = entry
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== 0x04034b50) throw refuse(`${entry.name} is broken`)
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const data = bytes.subarray(start, start + packed)
  if (data.length < packed) throw refuse(`${entry.name} is cut short`)
  if (method !== 0 && method !== 8) throw refuse(`${entry.name} is packed in an unknown way`)
  if (method === 0 && data.length <= room) return data
  try {
    if (method === 8) return inflateRawSync(data, { maxOutputLength: Math.max(1, room) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw refuse(`${entry.name} is broken`)
  }
  throw refuse('it unpacks to more than a file of answers may hold')
}

/** Office writes none; UTF-16 would hide it from a look at single bytes. */
function declaresEntities(content: Buffer): boolean {
  return /<!(DOCTYPE|ENTITY)/i.test(content.toString('latin1').replaceAll('\0', ''))
}
