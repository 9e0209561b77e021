import type { FastifyInstance } from 'fastify'
import type { Settings } from '../../platform/settings'
import { whyNotThere } from '../ground/try-address'

/** Opens the address; returns it as one would type it here. */
export async function listen(server: FastifyInstance, settings: Pick<Settings, 'host' | 'port'>): Promise<string> {
  await server.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    throw whyNotThere(error, settings)
  })
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : settings.port
  const host = ['0.0.0.0', '::'].includes(settings.host) ? 'localhost' : settings.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
