/**
 * JSON as WeCom wants it: raw UTF-8. A `\uXXXX` escape in the body is refused with 40033 (wecom-protocol §2), and
 * `JSON.stringify` writes one for half a surrogate pair and for control characters, so those are replaced before.
 */
export function toRawJson(body: unknown): string {
  return JSON.stringify(body, (_key, value: unknown) => (typeof value === 'string' ? cleanText(value) : value))
}

/** Without halves of surrogate pairs and control characters; line breaks and tabs stay. */
export function cleanText(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD').replace(CONTROL, '')
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g
