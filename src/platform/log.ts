import { pino, stdTimeFunctions } from 'pino'
import type { ChildLoggerOptions, DestinationStream, Logger } from 'pino'
import { createScrubber } from './log-scrubber'
import type { LogLevel } from './setting-variables'

export type Log = Logger

export interface LogOptions {
  /** Values that must never appear, wherever they come from: the secrets of the settings. */
  secrets?: readonly (string | undefined)[]
  /** Default: standard output. */
  destination?: DestinationStream
}

/**
 * A JSON line each, for machines and for people with `jq`. Whatever is logged goes through the scrubber first: objects,
 * messages, errors, child bindings, requests. Personal data and secrets therefore stay out even when somebody logs a
 * whole record by mistake (design.md D14); what was said is found in the exchange log, by the ids that are logged.
 */
export function createLog(level: LogLevel, options: LogOptions = {}): Log {
  const { scrubText, scrubFields } = createScrubber(options.secrets)
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: scrubFields },
      // An error arrives here already scrubbed; pino's own serializer would take it for one and undo that.
      serializers: { msg: scrubText, err: (scrubbed: unknown) => scrubbed },
    },
    options.destination,
  )
  // pino gives the bindings of a child to no formatter of its parent, and a child may bring serializers (fastify does) that
  // would see what the scrubber left. Children inherit this method.
  const child = log.child
  log.child = function (this: Log, bindings: object, childOptions?: ChildLoggerOptions) {
    return Reflect.apply(child, this, [scrubFields(bindings), { level: childOptions?.level ?? this.level }]) as Log
  } as unknown as typeof child
  return log
}
