import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { AppError } from '../../../platform/errors'
import type { Failure } from '../../../platform/errors'
import type { Log } from '../../../platform/log'
import type { Metrics } from '../../../platform/metrics'
import type { ErrorBody } from '../../contract/error-body'

const STATUS: Record<Failure, number> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  refused: 409,
  unavailable: 503,
  bug: 500,
}

/** One form for all that goes wrong (contract.md §4). Of our own bugs nothing is told but that the log knows more. */
export function answerErrors(app: FastifyInstance, deps: { log: Log; metrics: Metrics }): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const { status, failure, body } = toAnswer(error)
    deps.metrics.errorsByKind.inc({ room: 'console', failure })
    if (status >= 500)
      deps.log.error({ err: error, route: request.routeOptions.url, method: request.method }, 'request')
    // Fastify would cut the line before the body is read through, and the client would never see this answer.
    if (status === 413) reply.header('connection', 'keep-alive')
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((request, reply) => refuse(reply, 404, 'not_found', notFoundMessage(request)))
}

/** Answers with the common form from a hook or a handler. */
export function refuse(reply: FastifyReply, status: number, code: string, message: string, details?: unknown) {
  return reply.code(status).send(errorBody(code, message, details))
}

/** What fastify refuses before it has a route (a broken escape, an endless id) leaves in the common form too. */
export function answerBeforeRouting(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  const { status, body } = toAnswer(error)
  void reply.code(status).send(body)
}

function toAnswer(error: FastifyError | Error): { status: number; failure: string; body: ErrorBody } {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map((fault) => ({
      field: [error.validationContext, ...fault.instancePath.split('/').filter(Boolean)].join('.'),
      message: fault.message ?? 'is not as expected',
    }))
    const message = faults.map(({ field, message: what }) => `${field}: ${what}`).join('; ')
    return { status: 400, failure: 'invalid', body: errorBody('invalid_request', message, faults) }
  }
  if (error instanceof AppError) {
    const status = STATUS[error.failure]
    if (error.failure === 'bug') return ourBug()
    return { status, failure: error.failure, body: errorBody(error.code, error.message, error.details) }
  }
  const given = 'statusCode' in error ? error.statusCode : undefined
  if (given === undefined || given < 400 || given > 499) return ourBug()
  const code = BY_STATUS[given] ?? 'bad_request'
  return { status: given, failure: 'invalid', body: errorBody(code, error.message) }
}

const BY_STATUS: Record<number, string> = {
  400: 'bad_request',
  404: 'not_found',
  406: 'not_acceptable',
  408: 'timeout',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
}

function ourBug() {
  const message = 'Something went wrong on our side; the server log says what.'
  return { status: 500, failure: 'bug', body: errorBody('internal', message) }
}

function errorBody(code: string, message: string, details?: unknown): ErrorBody {
  return { error: { code, message, ...(details === undefined ? {} : { details }) } }
}

function notFoundMessage(request: FastifyRequest): string {
  return `There is no ${request.method} ${request.url.split('?', 1)[0]?.slice(0, 200)}.`
}
