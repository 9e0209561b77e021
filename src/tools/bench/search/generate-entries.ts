import type { IndexedArticle } from '../../../knowledge/retrieval/article'

/** Made-up articles and what owners would type for them; the same seed gives the same ones. */
export function generateEntries(count: number, seed = 1): IndexedArticle[] {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const taken = new Set<string>()
  const entries: IndexedArticle[] = []
  while (entries.length < count) {
    const facts: Facts = { place: pick(PLACES), thing: pick(THINGS), trait: pick(TRAITS), matter: pick(MATTERS) }
    const entry = write(facts, entries.length, pick(CLOSINGS))
    // Two articles with the same question would make the right one a matter of luck.
    if (taken.has(entry.question)) continue
    taken.add(entry.question)
    entries.push(entry)
  }
  return entries
}

function write({ place, thing, trait, matter }: Facts, number: number, closing: string): IndexedArticle {
  return {
    id: String(number),
    key: `entry-${number}`,
    question: `${place}${trait}${thing}${matter.asked[0]}`,
    similar: matter.asked.slice(1).map((asked) => `${trait}${thing}${asked}，${place}的`),
    answer: `${place}的${thing}${matter.answered}${closing}`,
    topic: thing,
    version: 1,
  }
}

/** A question for the entry in other words: courtesy around it, another order, sometimes a slip. */
export function generateQuestion(entry: IndexedArticle, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const core = pick([entry.question, ...entry.similar])
  const slipped = random() < 0.15 ? core.replace(pick([...core]), pick([...'的了个子啊'])) : core
  return `${pick(OPENINGS)}${slipped}${pick(ENDINGS)}`
}

/** A small generator of numbers from 0 to 1 (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }
}

interface Facts {
  place: string
  thing: string
  trait: string
  matter: { asked: readonly string[]; answered: string }
}

const words = (list: string) => list.split(' ')

const BUILDINGS = words(
  '一号楼 二号楼 三号楼 五号楼 六号楼 八号楼 九号楼 十号楼 东区 西区 南区 北区 一期 二期 三期 商业街',
)
const SPOTS = words(
  '大堂 地下车库 屋顶 楼道 电梯厅 单元门口 架空层 消防通道 配电间 垃圾房 花园 会所 门岗 快递柜 充电棚 儿童乐园',
)
const PLACES = BUILDINGS.flatMap((building) => SPOTS.map((spot) => building + spot))
const THINGS = words(
  '门禁卡 停车位 物业费 充电桩 电动车 装修押金 建筑垃圾 消防栓 灭火器 感应灯 监控探头 道闸 对讲机 信报箱 雨水管 排污泵 水箱 水表 电表 ' +
    '燃气表 暖气片 地暖阀门 空调外机 防盗窗 阳台护栏 遮阳棚 晾衣架 健身器材 泳池 篮球场 长椅 喷泉 草坪 香樟树 桂花树 宠物粪便箱 儿童滑梯 ' +
    '快递包裹 大件家具 旧衣回收箱 有害垃圾 厨余垃圾 访客车辆 月租卡 临停费 公共收益 维修资金 业主大会 电梯广告 楼顶水箱 天然气管道',
)
const TRAITS = words(
  '坏掉的 新装的 漏水的 生锈的 被占用的 没人管的 丢失的 过期的 临时的 公共的 私人的 租来的 转让的 多出来的 加装的 停用的',
)
const MATTERS = [
  { asked: ['怎么报修？', '找谁修', '多久能修好'], answered: '报修后由工程部当天查看，一般两天内修好。' },
  { asked: ['怎么收费？', '多少钱', '收费标准是什么'], answered: '按公示的价目收取，价目表在服务中心墙上。' },
  { asked: ['在哪里办理？', '去哪办', '要带什么材料'], answered: '带身份证和房产证到服务中心办理。' },
  { asked: ['可以拆掉吗？', '能不能拆', '拆了违法吗'], answered: '属于共用部分，未经业主共同决定不能拆除。' },
  { asked: ['什么时候能用？', '几点开放', '开放到几点'], answered: '每天早上八点到晚上九点可以使用。' },
  { asked: ['为什么停用了？', '怎么停了', '停用的原因是什么'], answered: '因安全检查暂停，恢复时间会提前张贴通知。' },
  { asked: ['可以退吗？', '怎么退', '退款多久到账'], answered: '申请通过后七个工作日内原路退回。' },
  { asked: ['丢了怎么补？', '能补办吗', '补办几天'], answered: '到服务中心挂失后当天可以补办。' },
]
const CLOSINGS = words(
  '有问题请随时联系服务中心。 给您带来不便，非常抱歉。 详情以现场公示为准。 需要上门请先预约时间。',
)
const OPENINGS = ['', '', '请问', '你好，', '您好，我想问一下', '师傅，']
const ENDINGS = ['', '', '啊', '呢', '，谢谢', '，急']
