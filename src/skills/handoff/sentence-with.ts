import { matterLine } from '../../conversation/slots/matter'

/** The owner's whole sentence in which the deciding words stand: a colleague must see what was said, not a fragment of it. */
export function sentenceWith(text: string, words: string | undefined): string {
  if (!words) return matterLine(text)
  const sentence = text.split(/(?<=[。！？!?；;\n])/u).find((part) => part.includes(words))
  return matterLine(sentence ?? (text.includes(words) ? text : words))
}
