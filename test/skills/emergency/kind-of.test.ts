import { isOneself, kindOf, typeOf } from '../../../src/skills/emergency/kind-of'
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
  ['trapped', '湖里漂着个人', 'drowning'],
  ['trapped', '小孩滑冰掉人工湖冰窟窿了', 'drowning'],
  ['trapped', '泳池那边有个孩子沉下去了', 'drowning'],
  ['trapped', '楼下化粪池 工人下去半天没上来', 'pit'],
  ['trapped', '我妈被车库卷帘门压住腿了', 'pinned'],
  ['falling', '阳台顶棚塌下来了 我老伴压在下面', 'pinned'],
  ['falling', '外墙瓷砖掉下来砸到车了', 'falling'],
  ['falling', '楼上掉下来一块玻璃差点砸到人', 'falling'],
  ['elevator', '手指被电梯门夹住了拿不出来', 'pinned'],
  ['elevator', '电梯困住我们三个人', 'elevator'],
  ['elevator', '电梯门开了里面没轿厢 差点踩空', 'open_hole'],
  ['other', '井盖没了 就在幼儿园门口', 'open_hole'],
  ['other', '84和洁厕灵倒一起了 嗓子疼', 'fumes'],
  ['other', '花园有条蛇', 'other'],
  ['gas', '热水器边上睡着了叫不醒 窗户都关着的', 'fumes'],
  ['gas', '厨房煤气味好大 头晕', 'gas'],
  ['injury', '孩子把管道疏通剂喝了', 'poisoning'],
  ['fire', '厨房油锅着了 用水泼了更大了', 'oil_fire'],
  ['fire', '小孩把自己反锁在屋里了 灶上还烧着汤', 'stove_on'],
  ['fire', '楼道里全是烟', 'fire'],
  ['water', '车库进水了 还有人在下面挪车', 'flood_garage'],
  ['water', '厨房水管爆了', 'water'],
  ['missing', '有人在儿童乐园拿糖骗小孩走', 'lured'],
])('%s of 「%s」 is %s', (type, text, kind) => {
  expect(kindOf(type, text)).toBe(kind)
})

it('keeps what it was taken for until more is said', () => {
  expect(kindOf('self_harm', '在6栋', 'self_harm_other')).toBe('self_harm_other')
  expect(kindOf('electric', '还能撑一个小时', 'life_support')).toBe('life_support')
})

it.each<[EmergencyType, string, EmergencyType]>([
  ['self_harm', '对面楼有个小孩坐在窗台上 腿都在外面', 'trapped'],
  ['self_harm', '3楼阳台上一个小娃娃爬到栏杆外面了 大人不在家', 'trapped'],
  ['self_harm', '我坐在窗台上 孩子睡了', 'self_harm'],
  ['self_harm', '我孩子坐在窗台上说要跳', 'self_harm'],
  ['self_harm', '有个小伙坐在天台护栏上', 'self_harm'],
  ['missing', '楼下化粪池 工人下去半天没上来', 'trapped'],
  ['missing', '孩子不见了', 'missing'],
])('%s of 「%s」 is a danger of the type %s', (type, text, told) => {
  expect(typeOf(type, text)).toBe(told)
})

it('hears who says that it is they', () => {
  expect(['是我', '就是我', '那个人就是我', '我自己'].map(isOneself)).toEqual([true, true, true, true])
  expect(['是我报的', '是我家楼上', '不是我'].map(isOneself)).toEqual([false, false, false])
})
