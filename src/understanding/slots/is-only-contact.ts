import { parseName } from './parse-name'
import { parsePhone } from './parse-phone'

/**
 * 「我叫李雷，电话139…」 answers who and where to call and wants nothing by itself: neither a person to ring back nor a
 * complaint, whatever 电话 weighs elsewhere.
 */
export function isOnlyContact(text: string): boolean {
  if (text.length > 60) return false
  const known = [parsePhone(text), parseName(text)].filter((found) => found !== null)
  if (known.length === 0) return false
  const rest = known.reduce((left, found) => left.replace(found.text, ''), text)
  return rest.replace(AROUND, '').replace(/[\s\p{P}\p{S}]/gu, '') === ''
}

const AROUND =
  /联系(?:人|方式|电话|我)?|电话号?码?|手机号?码?|号码|微信同号|同号|我的?|是|叫|姓|名字|称呼|打|这个|先生|女士|小姐|就行|即可|可以|吧|哦|哈/g
