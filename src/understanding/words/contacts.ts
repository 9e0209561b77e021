import { parseLocation } from '../slots/parse-location'

const PHONE =
  /(?:(?:联系)?(?:电话|手机|号码)(?:号码?)?(?:是|为|[:：])?\s*)?(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d){8}(?!\d)/g
const NAME = /(?:我|本人)?(?:叫|姓)[\u4e00-\u9fa5]{1,3}(?=[，,。；;、\s]|$)/g
const HOUSE = ['building', 'unit', 'room']
const LIVING = /(?:我|本人)?(?:家)?住(?:在|的是)?(?=[，,。；;、\s]|$)/g

/**
 * The words without who writes and where they live: 「我要投诉保洁，我住3栋2单元501，叫王强，电话138…」 says what it is about in six
 * words, and the rest would drown them. What is nothing but contacts stays as it is.
 */
export function withoutContacts(text: string): string {
  let bare = text.replace(PHONE, '')
  for (const part of parseLocation(bare).parts) if (HOUSE.includes(part.type)) bare = bare.replace(part.text, '')
  bare = bare.replace(NAME, '').replace(LIVING, '')
  bare = bare.replace(/([，,。；;、])[，,。；;、\s]+/g, '$1').replace(/^[，,。；;、\s]+|[，,；;、\s]+$/g, '')
  return bare.replace(/[\s\p{P}]/gu, '').length >= 2 ? bare : text
}
