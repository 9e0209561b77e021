import type { SeededRandom } from '../../emulator/random'

/** What is true of an owner's life: the answers to whatever the bot may ask. */
export interface Facts {
  building: string
  unit: string
  room: string
  /** Null: does not want to leave one. */
  phone: string | null
  surname: string
  /** When somebody is at home, as the owner would say it. */
  when: string
}

export const GOALS = [
  'repair-home',
  'question',
  'complaint',
  'repair-public',
  'correction',
  'repair-home',
  'suggestion',
  'person',
  'question',
  'emergency',
  'visitor',
  'praise',
  'cancel',
] as const
export type GoalKind = (typeof GOALS)[number]

/** What an owner writes to us for. */
export interface Goal {
  kind: GoalKind
  facts: Facts
  /** The matter in the owner's plain words; styles bend it. */
  matter: string
  /** How they begin, one message each. */
  opening: string[]
  /** What they say when they are not understood. */
  again: string
  /** The article a question wants, for `question`. */
  article?: string
}

const HOME_FAULTS = [
  '厨房水管漏水',
  '卫生间马桶堵了',
  '卫生间地漏返水',
  '客厅的灯不亮了',
  '阳台窗户关不上',
  '主卧墙面渗水',
  '厨房水龙头拧不紧一直滴水',
  '入户门的门锁打不开',
  '次卧插座没电',
  '热水器不出热水',
  '对讲机没声音',
  '卫生间水管漏得厉害',
]
const PUBLIC_FAULTS: readonly [string, string][] = [
  ['3栋1单元大堂', '灯坏了'],
  ['地下车库B1电梯口', '顶上漏水'],
  ['南门', '门禁刷不开'],
  ['6栋2单元3楼楼道', '灯不亮'],
  ['中心广场', '健身器材松了'],
  ['2栋1单元电梯', '按键没反应'],
  ['5栋楼下', '路灯不亮'],
  ['儿童游乐区', '滑梯裂了'],
]
const COMPLAINTS = [
  '楼上天天半夜跳绳，吵得睡不着',
  '6栋楼下垃圾三天没人清，臭得很',
  '北门保安态度很差，骂人',
  '有人把电动车推进2栋1单元充电',
  '我的车位老是被别人占',
  '楼道里邻居堆满了纸箱，过都过不去',
  '装修的中午还在打钻',
  '狗不牵绳，吓到我家小孩',
]
const SUGGESTIONS = ['建议在南门装个遮雨棚', '建议把快递柜挪到门口去', '希望多装几个电动车充电桩']
const PRAISES = [
  '3栋的保洁阿姨打扫得特别干净，表扬一下',
  '昨天修水管的师傅很负责，想表扬他',
  '保安小哥帮我搬东西，谢谢他',
]
const EMERGENCIES = ['家里一股煤气味', '电梯里困了人', '楼下着火了，好大的烟', '水管爆了，水喷得到处都是']
const TIMES = ['明天上午', '明天下午两点以后', '随时都行', '周末都在', '后天上午']

/** A goal with everything belonging to it; the same seed gives the same goal. */
export function makeGoal(
  kind: GoalKind,
  random: SeededRandom,
  questions: readonly { query: string; gold: string }[],
): Goal {
  const facts = makeFacts(random)
  const home = `${facts.building}栋${facts.unit}单元${facts.room}`
  const goal = (matter: string, opening: string[], again = matter): Goal => ({ kind, facts, matter, opening, again })
  switch (kind) {
    case 'repair-home': {
      const matter = pick(random, HOME_FAULTS)
      const contact = facts.phone ? `，电话${facts.phone}` : ''
      return goal(
        matter,
        pick(random, [
          [matter],
          ['报修', matter],
          ['你好', `${matter}，来人看看`],
          [`${home}，${matter}，${facts.when}有人${contact}`],
          [`我家${matter}了好几天`],
          [`${matter}，我住${home}`],
        ]),
        `我家${matter}，要报修`,
      )
    }
    case 'repair-public': {
      const [place, fault] = pick(random, PUBLIC_FAULTS)
      return goal(
        `${place}${fault}`,
        pick(random, [[`${place}${fault}`], ['报修', `${place}${fault}`], [`${place}的${fault}`]]),
      )
    }
    case 'correction': {
      const matter = pick(random, HOME_FAULTS)
      const wrong = facts.building === '1' ? '2' : '1'
      return goal(
        matter,
        [`${wrong}栋${facts.unit}单元${facts.room}${matter}`, `不对，是${facts.building}栋`],
        `我家${matter}，要报修`,
      )
    }
    case 'cancel':
      return goal('不办了', [`报修，${pick(random, HOME_FAULTS)}`, '算了不报了'], '取消')
    case 'complaint': {
      const matter = pick(random, COMPLAINTS)
      return goal(matter, pick(random, [[matter], ['我要投诉', matter], [`投诉：${matter}`]]), `我要投诉，${matter}`)
    }
    case 'question': {
      const { query, gold } = pick(random, questions)
      return { ...goal(query, [query]), article: gold }
    }
    case 'suggestion':
      return goal(...once(pick(random, SUGGESTIONS)))
    case 'praise':
      return goal(...once(pick(random, PRAISES)))
    case 'visitor':
      return goal('访客登记', pick(random, [['明天有朋友来，想办个访客登记'], ['访客登记']]), '访客登记')
    case 'person':
      return goal('人工', pick(random, [['转人工'], ['人工'], ['我要找人说话'], ['有真人吗']]))
    case 'emergency':
      return goal(...once(pick(random, EMERGENCIES)))
  }
}

function makeFacts(random: SeededRandom): Facts {
  const tall = random.next() < 0.7
  const building = tall ? 1 + below(random, 6) : 7 + below(random, 2)
  const floor = 1 + below(random, tall ? 18 : 6)
  return {
    building: String(building),
    unit: String(1 + below(random, tall ? 2 : 3)),
    room: `${floor}0${1 + below(random, 2)}`,
    phone: random.next() < 0.8 ? `13${below(random, 10)}${String(below(random, 1e8)).padStart(8, '0')}` : null,
    surname: pick(random, ['王', '李', '张', '刘', '陈', '欧阳']),
    when: pick(random, TIMES),
  }
}

const once = (words: string): [string, string[]] => [words, [words]]

export function pick<T>(random: SeededRandom, from: readonly T[]): T {
  return from[below(random, from.length)]!
}

export function below(random: SeededRandom, limit: number): number {
  return Math.floor(random.next() * limit)
}
