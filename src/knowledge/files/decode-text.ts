import { invalid } from '../../platform/errors'

/**
 * The words of a text file, whatever wrote it: UTF-8 with or without its mark, UTF-16 with one (Excel's 「Unicode 文本」), else
 * GB18030, which is what Excel in China saves a CSV as (GBK and GB2312 are parts of it).
 */
export function decodeText(name: string, bytes: Buffer): string {
  for (const encoding of encodingsOf(bytes)) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next one may fit.
    }
  }
  throw invalid('import_encoding', `expected ${name} in UTF-8 or GB18030`)
}

function encodingsOf(bytes: Buffer): string[] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le']
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ['utf-16be']
  return ['utf-8', 'gb18030']
}
