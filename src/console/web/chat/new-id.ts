/** The id of a message, so that sending it again after a lost connection sends it once. `randomUUID` is not there without https. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
