export interface Upload {
  field: string
  name: string
  contentType: string
  bytes: Buffer
}

/** The first file of a multipart body. File names arrive as plain UTF-8 (wecom-protocol §5.19). */
export function readUpload(body: Buffer, contentType: string): Upload | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (!boundary) return undefined
  const open = Buffer.from(`--${boundary}`)
  let at = body.indexOf(open)
  while (at >= 0) {
    const headerStart = at + open.length + 2
    const headerEnd = body.indexOf('\r\n\r\n', headerStart)
    if (headerEnd < 0) return undefined
    const next = body.indexOf(Buffer.from(`\r\n--${boundary}`), headerEnd)
    if (next < 0) return undefined
    const header = body.subarray(headerStart, headerEnd).toString('utf8')
    const name = /filename="([^"]*)"/i.exec(header)?.[1]
    if (name !== undefined) {
      return {
        field: /[; ]name="([^"]*)"/i.exec(header)?.[1] ?? '',
        name,
        contentType: /content-type:\s*([^\r\n]+)/i.exec(header)?.[1] ?? 'application/octet-stream',
        bytes: body.subarray(headerEnd + 4, next),
      }
    }
    at = next + 2
  }
  return undefined
}
