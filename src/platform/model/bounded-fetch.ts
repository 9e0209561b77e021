import { ModelError } from './model-error'

/** `fetch` that reads no more than it was told: an endpoint that never stops talking must not fill our memory. */
export function boundedFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (response.body === null) return response
    const parts: Uint8Array[] = []
    let length = 0
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.byteLength
      if (length > mostBytes) {
        await reader.cancel().catch(() => {})
        throw new ModelError('nonsense', `the model answered with more than ${mostBytes} bytes`)
      }
      parts.push(value)
    }
    const { status, statusText, headers } = response
    // The bytes are decoded already, so the header that says how they were encoded would be a lie.
    const told = new Headers(headers)
    told.delete('content-encoding')
    told.delete('content-length')
    return new Response(Buffer.concat(parts), { status, statusText, headers: told })
  }
}
