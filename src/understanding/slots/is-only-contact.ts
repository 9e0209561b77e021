import { parseLocation } from './parse-location'
import { parseName } from './parse-name'
import { parsePhone } from './parse-phone'

/**
 * 「我叫李雷，电话139…，3栋2单元501」, 「7号楼和8号楼中间那条路上」 answers who, where and how to call and wants nothing by itself: neither
 * a person to ring back nor a rating, whatever 电话 or a number weighs elsewhere, and tells of no danger.
 */
export function isOnlyContact(text: string): boolean {
  if (text.length > 60) return false
  const home = parseLocation(text).parts.filter(({ type }) => type !== 'place')
  const known = [...home, parsePhone(text), parseName(text)].filter((found) => found !== null)
  if (known.length === 0) return false
  const rest = known.reduce((left, found) => left.replace(found.text, ''), text)
  return rest.replace(AROUND, '').replace(/[\s\p{P}\p{S}]/gu, '') === ''
}

const AROUND =
  /住在?|家在|联系(?:人|方式|电话|我)?|电话号?码?|手机号?码?|号码|微信同号|同号|我的?|是|叫|姓|名字|称呼|打|这个|先生|女士|小姐|就行|即可|可以|吧|哦|哈|和|跟|中间|之间|旁边|边上|那条|路上|那边|这边|对面|附近|前面|后面|门口|就?在|的/g
