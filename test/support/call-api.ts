// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read JSON as it comes
export type Json = any

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One call of the REST API: JSON as it comes, other words as text, nothing as null. */
export async function callApi(
  url: string,
  token: string,
  method: Method,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Json }> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: /^[{[]/.test(text) ? JSON.parse(text) : text || null }
}
