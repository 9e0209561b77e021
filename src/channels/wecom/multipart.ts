import { randomBytes } from 'node:crypto'

export interface Upload {
  name: string
  mime: string
  bytes: Buffer
}

/** One file in the field `media`, with file name, length and type as WeCom asks (wecom-protocol §5.19). */
export function multipart({ name, mime, bytes }: Upload): { body: Buffer; contentType: string } {
  const boundary = `shouwen${randomBytes(16).toString('hex')}`
  const safeName = name.replace(/[\r\n"\\]/g, '_')
  const head =
    `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="media"; filename="${safeName}"; filelength=${bytes.length}\r\n` +
    `Content-Type: ${mime.replace(/[\r\n]/g, '')}\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head, 'utf8'), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { body, contentType: `multipart/form-data; boundary=${boundary}` }
}
