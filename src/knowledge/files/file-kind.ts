import { invalid } from '../../platform/errors'

export type FileKind = 'zip' | 'pdf' | 'ole' | 'picture' | 'program' | 'text'

/** What a file is by its first bytes, whatever its name says. */
export function kindOf(bytes: Buffer): FileKind {
  const start = bytes.toString('latin1', 0, 1024)
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip'
  if (start.includes('%PDF-')) return 'pdf'
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'ole'
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF)/.test(start)) return 'picture'
  if (/^(MZ|\x7fELF|\xca\xfe\xba\xbe)/.test(start)) return 'program'
  return 'text'
}

const EXPECTED: Record<string, FileKind> = {
  '.xlsx': 'zip',
  '.docx': 'zip',
  '.pdf': 'pdf',
  '.csv': 'text',
  '.jsonl': 'text',
  '.md': 'text',
  '.txt': 'text',
}

/** A file whose content is not what its name says is refused before anybody reads it. */
export function refuseOtherKind(name: string, bytes: Buffer): void {
  const ending = /\.[a-z]+$/i.exec(name)?.[0].toLowerCase() ?? ''
  const expected = EXPECTED[ending]
  const kind = kindOf(bytes)
  if (expected === undefined || kind === expected) return
  if (kind === 'ole')
    throw invalid(
      'file_kind',
      `${name} is an old or password-protected Office file; save it as ${ending} without a password`,
    )
  throw invalid('file_kind', `${name} is no ${ending} file inside (its first bytes say: ${kind})`)
}
