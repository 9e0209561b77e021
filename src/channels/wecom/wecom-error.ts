import type { Failure } from '../../platform/errors'
import { AppError } from '../../platform/errors'
import type { ErrorClass } from './error-class'
import { classOf } from './error-class'

interface Facts {
  api: string
  /** Null when no readable answer came. */
  errcode: number | null
  errorClass: ErrorClass
  /** Not before, in milliseconds from now; 0 when the vendor set no limit. */
  retryAfterMs?: number
  /** No answer, so the effect may have happened all the same. */
  maybeDone?: boolean
  /** Of a caller that WeCom does not trust: what the administrator must add to 企业可信IP. */
  ip?: string
  what: string
}

/** Whatever a call of the WeCom API can end with but success. Holds no token, no address, no words of an owner. */
export class WecomError extends AppError {
  readonly api: string
  readonly errcode: number | null
  readonly errorClass: ErrorClass
  readonly retryAfterMs: number
  readonly maybeDone: boolean
  readonly ip: string | null

  constructor(facts: Facts) {
    const { api, errcode, errorClass, what, retryAfterMs = 0, maybeDone = false, ip = null } = facts
    super(failureOf(errorClass), errcode === null ? 'wecom_unreachable' : `wecom_${errcode}`, `${api}: ${what}`, {
      details: { api, errcode, errorClass, ...(ip ? { ip } : {}) },
    })
    this.name = 'WecomError'
    this.api = api
    this.errcode = errcode
    this.errorClass = errorClass
    this.retryAfterMs = retryAfterMs
    this.maybeDone = maybeDone
    this.ip = ip
  }
}

/** A refusal by `errcode`. `errmsg` is decoration, read only for the address WeCom saw us come from (60020). */
export function refusal(api: string, errcode: number, errmsg = ''): WecomError {
  const ip = errcode === 60020 ? /from ip:? *([0-9a-f.:]+)/i.exec(errmsg)?.[1] : undefined
  const errorClass = classOf(errcode)
  const words = errmsg.replace(/,? *(hint|more info).*$/s, '').slice(0, 120)
  const what = `errcode ${errcode} (${errorClass})${words ? ` ${words}` : ''}`
  return new WecomError({ api, errcode, errorClass, ip, what, maybeDone: errcode === -1 })
}

/** No answer, or none that can be read: the effect may have happened. */
export function unanswered(api: string, what: string): WecomError {
  return new WecomError({ api, errcode: null, errorClass: 'transient', what, maybeDone: true })
}

function failureOf(errorClass: ErrorClass): Failure {
  if (['transient', 'token', 'throttled', 'configuration'].includes(errorClass)) return 'unavailable'
  return errorClass === 'bug' ? 'bug' : 'refused'
}
