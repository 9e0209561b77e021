import { parseLocation } from './parse-location'

export interface House {
  building: string | null
  unit: string | null
  room: string | null
}

export interface Parties {
  /** What the writer says of themselves: owner, tenant, on somebody's behalf, staff, a visitor; null where nothing is said. */
  reporter: 'owner' | 'tenant' | 'behalf' | 'staff' | 'visitor' | null
  /** The writer's own home. */
  own: House
  /** Whom it is about: 楼上, 隔壁, 5栋1202那户; their home as far as it is named. Never the writer's. */
  others: { relation: string | null; house: House | null; text: string }[]
  /** The text without the homes of others, for whoever looks for the writer's. As long as the original. */
  ownText: string
}

const OWN = '我们家|我家|咱家|俺家|我住|我是|我这|我在|本人|这里是|我的地址|我们住|家住|住在|我们是'
const OTHER = '楼上|(?<!在|到|下)楼下|隔壁|对门|对面|邻居|他家|她家|他们家|投诉|举报'
const CUE = new RegExp(`(${OWN})|(${OTHER})`, 'g')
/** 5栋1202那户, 301的狗, 1102装修太吵: a home that something is said against. */
const SAID_AGAINST =
  /^(?:室|号|房)?(?:的?(?:那家|那户|这家|这户|人家|狗|猫|人|租户|租客|业主|住户)|家(?:的|里|又|天天|老)|装修|太吵|好吵|吵|乱扔|天天|半夜|老是|总是|漏水到|往楼下)/
const RELATION = /^(?:楼上|楼下|隔壁|对门|对面|邻居)/

/** A house number right behind a cue (楼上401) that no notation would give away in the middle of a sentence. */
const BARE_ROOM = /^(?:的|那|是)?\s*(\d{3,4})(?!\d|元|块|号车|年|点|次|分贝)/

/**
 * Who writes and about whom: 投诉5栋1202装修太吵，我住1102 is about 1202 and comes from 1102. Each stretch of the text belongs to
 * the cue before it, so that the neighbour complained about and the writer are never taken for one another (domain.md B16).
 */
export function readParties(text: string): Parties {
  const stretches = cut(text.slice(0, 2000))
  const parties: Parties = {
    reporter: roleOf(text),
    own: { building: null, unit: null, room: null },
    others: [],
    ownText: '',
  }
  for (const { whose, cue, words } of stretches) {
    const house = houseIn(words, cue)
    const against = whose === 'unsaid' && house !== null && isSaidAgainst(words, house.text)
    if (whose === 'other' || against) {
      const relation = RELATION.test(cue) ? cue : null
      if (relation || house)
        parties.others.push({ relation, house: house?.house ?? null, text: `${cue}${house?.text ?? ''}` })
      parties.ownText += house ? cue + ' '.repeat(words.length) : cue + words
      continue
    }
    parties.ownText += cue + words
    if (house) parties.own = merge(parties.own, house.house)
  }
  return parties
}

interface Stretch {
  whose: 'own' | 'other' | 'unsaid'
  cue: string
  words: string
}

function cut(text: string): Stretch[] {
  const stretches: Stretch[] = []
  let done = 0
  let whose: Stretch['whose'] = 'unsaid'
  let cue = ''
  const close = (end: number) => {
    // A full stop ends what a cue began: 楼上太吵了。3栋501。
    const words = text.slice(done, end)
    const stop = whose === 'other' ? words.search(/[。！!；;\n]/) : -1
    if (stop < 0) stretches.push({ whose, cue, words })
    else {
      stretches.push({ whose, cue, words: words.slice(0, stop) })
      stretches.push({ whose: 'unsaid', cue: '', words: words.slice(stop) })
    }
  }
  for (const match of text.matchAll(CUE)) {
    close(match.index)
    whose = match[1] === undefined ? 'other' : 'own'
    cue = match[0]
    done = match.index + cue.length
  }
  close(text.length)
  return stretches
}

function houseIn(words: string, cue: string): { house: House; text: string } | null {
  const { building, unit, room, parts } = parseLocation(words)
  const named = parts.filter(({ type }) => type === 'building' || type === 'unit' || type === 'room')
  if (named.length > 0) return { house: { building, unit, room }, text: named.map((part) => part.text).join('') }
  const bare = cue === '' || cue === '投诉' || cue === '举报' ? null : BARE_ROOM.exec(words)
  return bare ? { house: { building: null, unit: null, room: bare[1] ?? null }, text: bare[1] ?? '' } : null
}

function isSaidAgainst(words: string, house: string): boolean {
  const last = house.slice(-3)
  const at = words.lastIndexOf(last)
  return at >= 0 && SAID_AGAINST.test(words.slice(at + last.length))
}

/** What was said first stays: 我是3栋的…我住501 is one home. */
const merge = (one: House, more: House): House => ({
  building: one.building ?? more.building,
  unit: one.unit ?? more.unit,
  room: one.room ?? more.room,
})

function roleOf(text: string): Parties['reporter'] {
  if (/(?:我是|我们是)(?:物业|保安|保洁|工程部|前台|管家|客服)(?:的|部|员|$|[，,。])/.test(text)) return 'staff'
  if (/我是(?:租客|租户|租房|租的)|我租的?房|我们?租(?:住|在)|房东(?:不管|让我|说)/.test(text)) return 'tenant'
  if (
    /(?:替|帮|代|给)(?:我?(?:妈|爸|爷爷|奶奶|父母|父亲|母亲|婆婆|公公|朋友|邻居|同事|老人|房东|家人))(?!打)/.test(text)
  )
    return 'behalf'
  if (/我是(?:来)?(?:访客|快递|外卖|送货|中介|装修(?:公司|队)|施工队)|我来(?:找|看)(?:朋友|亲戚|人)/.test(text))
    return 'visitor'
  if (/我是(?:[^，。,]{0,14})?(?:业主|户主|房主)|本人业主|我是.{0,12}(?:栋|号楼|幢|座).{0,12}的/.test(text))
    return 'owner'
  return null
}
