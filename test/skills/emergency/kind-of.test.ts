import { kindOf } from '../../../src/skills/emergency/kind-of'
import type { EmergencyKind } from '../../../src/skills/emergency/kind-of'
import type { EmergencyType } from '../../../src/understanding/understanding'

it.each<[EmergencyType, string, EmergencyKind]>([
  ['self_harm', '我不想活了', 'self_harm'],
  ['self_harm', '我站在楼顶 不想活了', 'self_harm'],
  ['self_harm', '有人要跳楼！！', 'self_harm_other'],
  ['self_harm', '3栋楼顶 站边上呢', 'self_harm_other'],
  ['self_harm', '有个小伙坐在天台护栏上', 'self_harm_other'],
  ['self_harm', '孩子说活着没劲', 'self_harm_near'],
  ['self_harm', '我女儿说不想活了', 'self_harm_near'],
  ['self_harm', '我老公把自己关屋里说要死', 'self_harm_near'],
  ['self_harm', '我吃了一瓶安眠药', 'overdose'],
  ['self_harm', '药我全吃了', 'overdose'],
  ['injury', '孩子噎住了 脸发紫', 'choking'],
  ['injury', '鱼刺卡喉咙里了', 'choking'],
  ['injury', '孩子误喝了洁厕灵', 'poisoning'],
  ['injury', '奶奶把消毒液当水喝了', 'poisoning'],
  ['injury', '老人晕倒了 刚吃过药', 'injury'],
  ['injury', '我妈摔了 站不起来', 'injury'],
  ['electric', '停电了 我爸用呼吸机', 'life_support'],
  ['electric', '插座冒火花', 'electric'],
])('%s of 「%s」 is %s', (type, text, kind) => {
  expect(kindOf(type, text)).toBe(kind)
})

it('keeps what it was taken for until more is said', () => {
  expect(kindOf('self_harm', '在6栋', 'self_harm_other')).toBe('self_harm_other')
  expect(kindOf('electric', '还能撑一个小时', 'life_support')).toBe('life_support')
})
