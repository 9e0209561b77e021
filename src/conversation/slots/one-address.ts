const SAID = '[\\d零〇一二两三四五六七八九十]'
/** 「三栋，二单元，五零二」, 「3栋 2单元 501」: the marks between the parts of one address are breath, not an end. */
const BETWEEN_PARTS = new RegExp(`(号楼|栋|幢|座|单元)[，,、\\s]+(?=${SAID}{1,5}(?!${SAID}|[:：]))`, 'gu')
/** 「803 周日上午」, 「2单元502 两点」: a room and a time; without the blank it would read as a count. 「500 元」 is one. */
const AFTER_ROOM =
  /(?<=(?:号楼|栋|幢|座|单元)\d{3,4})\s+(?=\p{Script=Han})(?!室|号|房|栋|单元)|(?<=\d{3})\s+(?=周|星期|礼拜)/gu

/** An address as one stretch of words, however it was broken up while it was typed or said. */
export function asOneAddress(text: string): string {
  return text.replace(BETWEEN_PARTS, '$1').replace(AFTER_ROOM, '，')
}
