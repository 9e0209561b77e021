import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import { EnvelopeError } from './envelope'

/** The elements below `<xml>`. Text is text, also when it looks like a number; a repeated element is an array. */
export type XmlFields = Record<string, unknown>

/**
 * Reads the XML of a callback. Document types and entities are refused before the parser sees them; ids beyond 2^53 and
 * texts such as `110` stay what they are (wecom-protocol §3.3, pitfalls 19 and 31).
 */
export function readXml(text: string): XmlFields {
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true) throw new EnvelopeError('-40002')
  const root = parse(text)
  const fields = typeof root === 'object' && root !== null ? (root as { xml?: unknown }).xml : undefined
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new EnvelopeError('-40002')
  return { ...fields }
}

/** An element that must be there once, with text. */
export function textField(fields: XmlFields, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** `<xml>` with every value in CDATA; `]]>` inside is split by the builder. */
export function writeXml(fields: Record<string, string>): string {
  const children = Object.entries(fields).map(([name, value]) => [name, { __cdata: value }])
  return builder.build({ xml: Object.fromEntries(children) })
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: true,
})
const builder = new XMLBuilder({ cdataPropName: '__cdata' })

function parse(text: string): unknown {
  try {
    return parser.parse(text)
  } catch {
    throw new EnvelopeError('-40002')
  }
}
