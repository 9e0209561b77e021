import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Lets a stop wait for answers under way and for nothing else. Node closes connections that have had a request and rest now,
 * but not those that browsers open ahead and never used, nor those that come to rest after the stop began: each would hold
 * it up for a minute.
 */
export function closeConnections(app: FastifyInstance): void {
  const resting = new Set<Socket>()
  let closing = false
  app.server.on('connection', (socket: Socket) => {
    resting.add(socket)
    socket.once('close', () => resting.delete(socket))
  })
  app.server.on('request', ({ socket }, response) => {
    resting.delete(socket)
    response.once('close', () => {
      if (closing) socket.end()
      else if (!socket.destroyed) resting.add(socket)
    })
  })
  app.addHook('preClose', (done) => {
    closing = true
    for (const socket of resting) socket.destroy()
    done()
  })
}
