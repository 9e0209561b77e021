/** A field of a callback's XML; text goes into CDATA, split where it contains the end mark (wecom-protocol §6.2). */
export function field(name: string, value: string | number): string {
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  return `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
}

/** A field whose value is digits too long for a number: written bare, kept as text. */
export function digits(name: string, value: string): string {
  return `<${name}>${value}</${name}>`
}

export function document(...fields: string[]): string {
  return `<xml>${fields.join('\n')}</xml>`
}
