import type { FastifyReply } from 'fastify'
import { notFound } from '../../../platform/errors'
import type { Files } from '../../../platform/files/files'

/** What a browser may show by itself; everything else is handed over to be saved, so that nothing of an owner's runs here. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

export async function sendFile(files: Files, fileId: string | null, reply: FastifyReply): Promise<FastifyReply> {
  const file = fileId === null ? undefined : await files.get(fileId)
  if (!file) throw notFound('file_not_found', 'There is no such file.')
  const shown = SHOWN.test(file.mime)
  return reply
    .type(shown ? file.mime : 'application/octet-stream')
    .header('content-length', file.bytes)
    .header(
      'content-disposition',
      `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    )
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=86400, immutable')
    .send(file.stream())
}
