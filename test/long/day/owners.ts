import type { SeededRandom } from '../../../src/emulator/random'

/** What an owner does in one moment; `burst`: several messages within a second. */
export type OwnerAct =
  | { kind: 'text'; text: string }
  | { kind: 'burst'; texts: string[] }
  | { kind: 'enter' | 'image' | 'voice' | 'location' | 'tap' | 'recall' }
  /** Asks, while a person is about to take the talk between the bot's thought and its words. */
  | { kind: 'race'; text: string; at: 'pull' | 'look' | 'send'; told: boolean }

/** A visit: one act after the other, a few minutes apart. */
export interface Visit {
  owner: number
  /** Minutes after the day's begin. */
  minute: number
  acts: OwnerAct[]
}

const say = (...texts: string[]): OwnerAct[] => texts.map((text) => ({ kind: 'text', text }))
const house = (owner: number): string =>
  `${1 + (owner % 9)}栋${1 + (owner % 3)}单元${1 + (owner % 17)}0${1 + (owner % 4)}`
const phone = (owner: number): string => `138${String(10_000_000 + owner * 137)}`

/** Matters owners come with, each as often as its weight says. */
const MATTERS: [weight: number, (owner: number) => OwnerAct[]][] = [
  [14, () => say('物业费怎么交')],
  [8, () => say('装修要办什么手续', '谢谢')],
  [8, () => say('停车费多少钱一个月', '那临时停车呢', '好的')],
  [10, (owner) => say('报修', '厨房水管漏水', house(owner), `随时都行，${phone(owner)}`, '确认')],
  [
    8,
    (owner) => [
      { kind: 'burst', texts: ['你好', '我家卫生间的灯', '不亮了'] },
      ...say(`${house(owner)}，电话${phone(owner)}`, '明天上午', '确认', '谢谢'),
    ],
  ],
  [8, (owner) => say('楼上天天半夜装修，吵死了，我要投诉', house(owner), '每天晚上十一点以后', '确认')],
  [5, () => say('你们是不是都死了！电梯坏了一个星期没人管，我要去12345投诉你们这帮垃圾！', '人呢', '到底管不管')],
  [6, () => say('转人工', '我想问物业费为什么涨了', '好的谢谢')],
  [3, (owner) => say('家里好大的煤气味', house(owner), '已经开窗了')],
  [2, () => say('有人困在电梯里了！', '3栋1单元')],
  [5, () => say('你好', '再见')],
  [4, (owner) => [{ kind: 'image' }, ...say('楼道里的灯坏了', house(owner), `${phone(owner)}，都行`, '确认')]],
  [3, () => [{ kind: 'voice' }, ...say('我刚才说的是快递柜打不开')]],
  [2, () => [{ kind: 'location' }, ...say('这里的路灯不亮')]],
  [4, () => [...say('我家密码是1234，不对，发错了'), { kind: 'recall' }, ...say('物业电话多少')]],
  [5, () => [{ kind: 'enter' }, ...say('垃圾几点收')]],
  [4, (owner) => [...say('报修', '大门锁坏了', house(owner)), { kind: 'tap' }, ...say('算了，不报了')]],
  [3, () => say('我的报修怎么样了')],
  [2, () => say('表扬一下保安小王，帮我把东西搬上楼', '确认')],
  [2, () => say('阿巴阿巴', '呜啦啦', '转人工')],
]

/** The day of all owners, the same for the same seed. Minute 0 is 07:00, and most come in the morning and after work. */
export function planVisits(owners: number, random: SeededRandom): Visit[] {
  const visits: Visit[] = []
  const total = MATTERS.reduce((sum, [weight]) => sum + weight, 0)
  const pick = (owner: number): OwnerAct[] => {
    let at = random.next() * total
    for (const [weight, acts] of MATTERS) if ((at -= weight) < 0) return acts(owner)
    return say('你好')
  }
  for (let owner = 0; owner < owners; owner += 1) {
    const times = 1 + Math.floor(random.next() * 2)
    for (let time = 0; time < times; time += 1) visits.push({ owner, minute: minuteOf(random), acts: pick(owner) })
    // Everybody writes at once when something breaks: the lift, the power, the water.
    for (const [minute, text] of RUSHES)
      if (random.next() < 0.2)
        visits.push({ owner, minute, acts: [{ kind: 'burst', texts: [text, '什么时候能好'] }, ...say('知道了')] })
    if (owner % 6 === 0) {
      const at = (['look', 'send', 'pull'] as const)[Math.floor(owner / 6) % 3]!
      const told = Math.floor(owner / 18) % 2 === 0
      const race: OwnerAct = { kind: 'race', text: '装修要办什么手续', at, told }
      visits.push({ owner, minute: 130 + Math.floor(random.next() * 480), acts: [race, ...say('在吗', '好的')] })
    }
  }
  return visits
}

const RUSHES: [number, string][] = [
  [66, '3栋电梯又坏了'],
  [330, '怎么突然停电了'],
  [720, '水龙头没水了'],
]

function minuteOf(random: SeededRandom): number {
  const share = random.next()
  const within = random.next()
  if (share < 0.4) return Math.floor(within * 240) // 07:00–11:00
  if (share < 0.65) return 240 + Math.floor(within * 420) // 11:00–18:00
  if (share < 0.95) return 660 + Math.floor(within * 240) // 18:00–22:00
  return 900 + Math.floor(within * 500) // the night
}
