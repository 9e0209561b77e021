/** `{{phone.service}}` in an answer: what a company or community fills in. */
const PLACEHOLDER = /\{\{\s*([a-zA-Z][\w-]*(?:\.[\w-]+)*)\s*\}\}/g

/** The keys a text needs, each once, in order. */
export function findPlaceholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))]
}

/** What isn't filled stays as it is and is listed: such an answer must not be sent. An empty value is not a filled one. */
export function fillPlaceholders(
  text: string,
  values: Readonly<Record<string, string | undefined>>,
): { text: string; missing: string[] } {
  const valueOf = (key: string) => (Object.hasOwn(values, key) ? values[key]?.trim() : '') || undefined
  const missing = findPlaceholders(text).filter((key) => valueOf(key) === undefined)
  return { text: text.replace(PLACEHOLDER, (placeholder, key: string) => valueOf(key) ?? placeholder), missing }
}

/** For people who read an answer that lacks values: 〔服务中心电话〕 where nothing is filled in. */
export function nameValues(text: string, labels: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (placeholder, key: string) =>
    labels.has(key) ? `〔${labels.get(key)}〕` : placeholder,
  )
}
