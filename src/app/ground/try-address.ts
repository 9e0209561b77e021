import { createServer } from 'node:net'
import { AppError } from '../../platform/errors'

/**
 * Listens for a moment where the server will listen later. A taken port is found here, before a store is made or a module
 * loaded, and not at the end of the start.
 */
export function tryAddress(address: { host: string; port: number }): Promise<void> {
  const probe = createServer()
  return new Promise((done, fail) => {
    probe.once('error', (error) => fail(whyNotThere(error, address)))
    probe.listen({ ...address, exclusive: true }, () => probe.close(() => done()))
  })
}

/** One sentence for the operator; what has nothing to do with the address passes as it is. */
export function whyNotThere(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const reasons: Record<string, string> = {
    EADDRINUSE: `PORT ${port} on ${host} is taken by another program: stop that one or choose another PORT.`,
    EACCES: `PORT ${port} may not be used by this user: choose one above 1023, and put a proxy in front for 443.`,
    EADDRNOTAVAIL: `HOST ${host} is no address of this machine: give one that it has, or 0.0.0.0 for all.`,
    ENOTFOUND: `HOST ${host} is a name that nobody knows here: give an address of this machine.`,
    EAI_AGAIN: `HOST ${host} is a name that cannot be looked up now: give an address of this machine.`,
  }
  const sentence = reasons[code]
  return sentence === undefined ? error : new AppError('refused', 'address_unusable', sentence, { cause: error })
}
