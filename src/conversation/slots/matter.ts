/** Words that ask for a service without saying what is the matter. */
const CARRIER =
  /(您好|你好|喂|在吗|在不在|请问|麻烦(你们|您|你)?|帮(我|忙)|一下|我(们)?(家)?(想要|想|要|需要|得)|报个?修|维修|修理|修一修|投诉|举报|反映|反馈|提(个|一个|点)?(意见|建议)|建议|表扬|情况|问题|物业|客服|管家|师傅|上门|申请|登记|可以|能不能|能|吗|呢|吧|啊|呀|了|的|个|有|是|谢谢|please|i want to|repair|complain)/gi
const PUNCTUATION = /[\s\p{P}\p{S}]/gu
/** 「灯坏」 is a matter, 「我要报修」 is none. */
const SHORTEST = 2

/** The owner's own words when they say what the matter is, else null. Kept whole: a summary quotes, it does not edit. */
export function matterOf(text: string): string | null {
  const rest = text.replace(CARRIER, '').replace(PUNCTUATION, '')
  return rest.length >= SHORTEST ? text.trim() : null
}

/** For a summary line: one line, without greetings, never longer than a glance. */
export function matterLine(text: string): string {
  const line = text
    .replace(/\s*\n+\s*/g, '，')
    .replace(/^(您好|你好|喂|在吗)[,，。!！?？\s]*/u, '')
    .replace(/[,，。.;；\s]+$/u, '')
    .trim()
  return line.length > 120 ? `${line.slice(0, 118)}……` : line
}
