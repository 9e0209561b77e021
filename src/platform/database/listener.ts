import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { AppError } from '../errors'
import { toRetryable } from './connection-errors'

type Hear = (payload: string) => void

/**
 * Notifications on a connection of their own. A lost connection comes back by itself, with every channel; what was said
 * in between is lost, which is allowed: polling is the truth (design D1).
 */
export class Listener {
  private readonly channels = new Map<string, Set<Hear>>()
  private client?: pg.Client
  private connecting?: Promise<pg.Client>
  private closed = false

  constructor(
    private readonly connect: () => Promise<pg.Client>,
    private readonly log: (line: string) => void,
  ) {}

  async listen(channel: string, hear: Hear): Promise<() => Promise<void>> {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel))
      throw new AppError('bug', 'channel_name', `A channel's name is lower case letters, digits and _: "${channel}".`)
    const hearers = this.channels.get(channel) ?? new Set()
    this.channels.set(channel, hearers)
    hearers.add(hear)
    const stop = async () => {
      hearers.delete(hear)
      if (hearers.size > 0 || this.channels.get(channel) !== hearers) return
      this.channels.delete(channel)
      await this.client?.query(`unlisten ${channel}`).catch(() => {})
    }
    try {
      const client = await this.connected()
      await client.query(`listen ${channel}`)
      return stop
    } catch (error) {
      await stop()
      throw toRetryable(error)
    }
  }

  async close(): Promise<void> {
    this.closed = true
    this.channels.clear()
    const client = this.client ?? (await this.connecting?.catch(() => undefined))
    this.client = undefined
    await client?.end().catch(() => {})
  }

  private async connected(): Promise<pg.Client> {
    if (this.client) return this.client
    this.connecting ??= this.open().finally(() => (this.connecting = undefined))
    return this.connecting
  }

  private async open(): Promise<pg.Client> {
    const client = await this.connect()
    client.on('notification', ({ channel, payload }) => {
      for (const hear of this.channels.get(channel) ?? []) hear(payload ?? '')
    })
    client.once('end', () => void this.reconnect(client))
    for (const channel of this.channels.keys()) await client.query(`listen ${channel}`)
    this.client = client
    return client
  }

  private async reconnect(lost: pg.Client): Promise<void> {
    if (this.client !== lost) return
    this.client = undefined
    let waitMs = 50
    while (!this.closed && this.channels.size > 0 && !this.client) {
      try {
        await this.connected()
      } catch (error) {
        this.log(
          `listening for notifications failed, trying again: ${error instanceof Error ? error.message : String(error)}`,
        )
        await pause(waitMs, undefined, { ref: false })
        waitMs = Math.min(waitMs * 2, 5000)
      }
    }
  }
}
