import { isOver } from '../../../src/skills/emergency/is-over'
import type { EmergencyKind } from '../../../src/skills/emergency/kind-of'

const over: [EmergencyKind, string][] = [
  ['elevator', '出来了，谢谢'],
  ['elevator', '我们已经出来了'],
  ['elevator', '门开了'],
  ['elevator', '人救出来了'],
  ['elevator', '师傅来了 弄好了'],
  ['trapped', '抱下来了 孩子没事'],
  ['trapped', '打开了 没事了'],
  ['injury', '缓过来了 120也到了'],
  ['injury', '送医院去了'],
  ['injury', '已经上车了 谢谢'],
  ['injury', '救护车接走了'],
  ['injury', '醒过来了'],
  ['violence', '现在没声了 警察来了'],
  ['violence', '不打了 散了'],
  ['violence', '人被警察带走了'],
  ['missing', '派出所打电话来了 人在他们那'],
  ['missing', '孩子自己回来了'],
  ['missing', '找到了找到了'],
  ['water', '停了 不冒了'],
  ['water', '总阀关了 不漏了'],
  ['fire', '烧完了 别管了'],
  ['fire', '火已经灭了'],
  ['gas', '没味了'],
  ['gas', '没事了，是隔壁炒菜'],
  ['self_harm_other', '警察来了 劝下来了'],
  ['life_support', '来电了'],
  ['electric', '虚惊一场'],
  ['fire', 'the fire is out'],
  ['electric', '电停了'],
  ['water', '水停了'],
  ['violence', '警察把他带走了'],
  ['missing', '人在派出所'],
]
const lasting: [EmergencyKind, string][] = [
  ['injury', '腿断了好像 骨头都出来了'],
  ['trapped', '血都流出来了'],
  ['fire', '烟出来了'],
  ['fire', '人都跑出来了'],
  ['fire', '灭不了'],
  ['fire', '还没灭'],
  ['fire', '火灭了吗'],
  ['fire', '灭了又着了'],
  ['elevator', '还没出来'],
  ['elevator', '出来一个 还有两个'],
  ['elevator', '什么时候能出来了'],
  ['elevator', '电梯停了'],
  ['elevator', '3栋2单元，就我一个人，没事'],
  ['missing', '没找到'],
  ['missing', '最后在南门'],
  ['injury', '快送医院'],
  ['injury', '120来了吗'],
  ['gas', '我关了阀门了'],
  ['gas', '没事了 但是味道还在'],
  ['self_harm_other', '他跳下来了'],
  ['water', '水停不下来'],
  ['violence', '没事吧'],
  ['fire', '楼道灯灭了 看不见'],
  ['fire', '灯全都灭了'],
  ['fire', '电梯停了我们下不去'],
  ['fire', '电停了'],
  ['water', '电梯也停了'],
  ['electric', '他心跳停了'],
  ['electric', '呼吸已经停了'],
  ['violence', '他把孩子带走了'],
  ['intrusion', '把我女儿抱走了'],
  ['violence', '孩子被他们抢走了'],
  ['missing', '孩子在奶奶家楼下不见的'],
  ['missing', '他在邻居家门口走丢的'],
]

describe('whether an emergency is over', () => {
  it.each(over)('%s: %s', (kind, text) => {
    expect(isOver(text, kind)).not.toBeNull()
  })
  it.each(lasting)('%s goes on: %s', (kind, text) => {
    expect(isOver(text, kind)).toBeNull()
  })
})
