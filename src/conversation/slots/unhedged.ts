/** An owner's words without what is never said in ours: in the bot's mouth their 「我想可能…」 would be its own (B15). */
export function unhedged(text: string): string {
  return text
    .replace(/我想(?=表扬|投诉|反映|建议|说|问)/g, '')
    .replace(/尽可能/g, '尽量')
    .replace(/不可能/g, '不会')
    .replace(/(有可能|可能|大概|我觉得|(?<![得让叫使给])我想(?![杀打骂哭死])|我?(也)?不(知道|懂|清楚))/g, '')
    .replace(/^[，,。；;\s]+/u, '')
}
