import { randomUUID } from 'node:crypto'
import { AppError } from '../errors'
import type { Wire } from './wire'

/**
 * Short notices that something changed: `ready`, `outbox`, `exchange`, `knowledge`, `settings` … A signal only shortens a
 * wait (design.md D1): it may be lost, doubled or late, so whoever listens also looks by itself from time to time.
 */
export interface Signals {
  /** Tells everybody who listens, in this process at once and in the others over the wire. Never throws, never waits. */
  publish(topic: string, payload?: string): void
  /** Returns the way to stop. */
  subscribe(topic: string, hear: (payload: string) => void): () => void
  /** Sends what was published, then hears and tells nothing more. */
  close(): Promise<void>
}

export interface SignalsOptions {
  /** Absent: this process is the only one. */
  wire?: Wire
  /** Told when a hearer throws or the wire fails; nobody else is. */
  onTrouble?: (error: unknown) => void
}

/** PostgreSQL refuses notifications of 8000 bytes; ids are meant to travel here, not records. */
const MAX_BYTES = 7_000

export async function openSignals({ wire, onTrouble = () => {} }: SignalsOptions = {}): Promise<Signals> {
  const self = randomUUID()
  const hearers = new Map<string, Set<(payload: string) => void>>()
  const sending = new Set<Promise<void>>()
  let closed = false

  function deliver(topic: string, payload: string): void {
    for (const hear of [...(hearers.get(topic) ?? [])]) {
      try {
        hear(payload)
      } catch (error) {
        onTrouble(error)
      }
    }
  }

  await wire?.open((message) => {
    const [, sender, topic, payload] = /^(\S+) (\S+) ([^]*)$/.exec(message) ?? []
    if (closed || sender === self || topic === undefined || payload === undefined) return
    deliver(topic, payload)
  })

  return {
    publish(topic, payload = '') {
      if (closed) return
      const message = `${self} ${topic} ${payload}`
      if (/\s/.test(topic) || Buffer.byteLength(message) > MAX_BYTES) {
        onTrouble(
          new AppError('bug', 'signal', `a signal is a word and at most ${MAX_BYTES} bytes, unlike one on ${topic}`),
        )
        return
      }
      // Not on the publisher's stack: it may be in the middle of something.
      queueMicrotask(() => deliver(topic, payload))
      if (!wire) return
      const sent: Promise<void> = wire
        .send(message)
        .catch(onTrouble)
        .finally(() => sending.delete(sent))
      sending.add(sent)
    },
    subscribe(topic, hear) {
      const own = hearers.get(topic) ?? new Set()
      hearers.set(topic, own)
      own.add(hear)
      return () => {
        own.delete(hear)
        if (own.size === 0 && hearers.get(topic) === own) hearers.delete(topic)
      }
    },
    async close() {
      closed = true
      await Promise.all(sending)
      hearers.clear()
      await wire?.close()
    },
  }
}
