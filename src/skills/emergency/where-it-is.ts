import type { DangerPlace } from '../../conversation/memory'
import type { Turn } from '../../conversation/turn'
import type { Home, SlotValues } from '../../conversation/slots/slot-values'
import { withoutPlates } from '../../conversation/slots/plate'
import { homeText } from '../../conversation/slots/slot-values'
import { findCase } from '../../records/case/read-case'
import type { EmergencyType } from '../../understanding/understanding'
import { isOwn } from '../filing/after-filing'
import { knownValues } from '../filing/known-values'

type Where = DangerPlace

/** 「开一下大门」, 「看下监控」 ask for something; nobody runs there. */
const ASKED_FOR =
  /(打?开|看|查|调|关|放|抬|升)(一下|下|个|开)?(小区|单元|地库|车库)?(的)?(监控|摄像头?|大门|[东西南北正后侧]门|门禁|道闸|杆|消防通道|单元门)|监控|摄像头?/gu
const SIDE = /(?<![方])[东西南北]{1,2}(面|侧|边(?!上)|角|头)/u
const PARKING =
  /(?<![A-Za-z0-9-])([A-Za-z]{1,2}\d?-?\d{2,4}|[A-Za-z]区)(?![\dA-Za-z-]|栋|座|幢|号楼|单元|室|房)|\d{2,5}号?(?=车位)/u
/** 「902的」 after the building; a number to call is none. */
const ROOM_ALONE = /^(是|在|就是)?(?!11[09]|120|122)\d{3,4}(室|号|房|的|家)?[，。.!！]?$/u
const GARAGE = /车库|地库|车位|车棚|停车|地下|负[一二三\d]|充电/u
const CORRECTS = /不对|不是|改(一下|成|为|下)?|[搞弄说写报]错|应该是|更正|错了/u
/** Only one of the kind stands on the grounds: nobody needs a building's number to run there. */
const ONLY_ONE =
  /[东西南北正后侧大]门|小区门口|门岗|岗亭|车库|地库|停车场|泳池|球场|球台|广场|花园|会所|驿站|快递柜|垃圾|配电|泵房|乐园|游乐|滑梯|秋千|健身|充电|车棚|凉亭|喷泉|人行道|主干道/u
const VAGUE = /^(电梯里?|家里?|屋里|门口|院子|单元门|楼道|走廊|过道)$/u

/** 「我1301 隔壁1302」, of what happens next door: the room is the neighbour's. */
const ROOM_OF_NEIGHBOUR =
  /(?:隔壁|对门|楼上|楼下|邻居|对面|他家|她家|出事的?)(?:是|家|那家|在|就是|住)?\s*(?:在|是)?\s*(?<![\d-])(\d{3,4})(?![\d-]|栋|单元|号楼)/u
const AFTER_ROOM = /\d{3,4}/gu

function roomNextDoor(text: string, room: string | undefined, type: EmergencyType | null): string | undefined {
  // A leak is looked for in both, and who is told of first lives below.
  if (room === undefined || type === null || type === 'water') return undefined
  const found = ROOM_OF_NEIGHBOUR.exec(text)?.[1]
  return (text.match(AFTER_ROOM)?.length ?? 0) > 1 ? found : undefined
}

/** Where the words say it is. */
export function whereIn(turn: Turn, known: Where = {}, type: EmergencyType | null = null): Where {
  const text = turn.text.replace(ASKED_FOR, ' ')
  const isRoom = known.home?.building !== undefined && known.home.room === undefined && ROOM_ALONE.test(text.trim())
  const read = turn.services.reader.where(text, isRoom ? { answer: true } : undefined)
  const home: Home = {
    ...(read.building === undefined ? {} : { building: read.building }),
    ...(read.unit === undefined ? {} : { unit: read.unit }),
    ...(read.room === undefined ? {} : { room: roomNextDoor(text, read.room, type) ?? read.room }),
  }
  const isGarage = GARAGE.test(`${text} ${known.place ?? ''}`)
  const parking = isGarage ? PARKING.exec(withoutPlates(text))?.[0].toUpperCase() : undefined
  const side = SIDE.exec(text)?.[0]
  return {
    ...(Object.keys(home).length === 0 ? {} : { home }),
    ...(read.floor === undefined ? {} : { floor: floorText(read.floor) }),
    ...(parking === undefined ? {} : { parking }),
    ...(side === undefined ? {} : { side }),
    ...(read.place === undefined ? {} : { place: read.place }),
  }
}

function floorText(floor: string): string {
  return `${floor.replace(/^-/, '负')}楼`
}

/** A home is put right part by part. A place that stands is only put right in so many words: people speak of many places. */
export function mergeWhere(known: Where, said: Where, text: string): Where {
  const corrects = CORRECTS.test(text)
  const later = <K extends 'floor' | 'side'>(key: K): Where[K] =>
    said[key] !== undefined && (known[key] === undefined || corrects) ? said[key] : known[key]
  const isElsewhere = known.guessed === true && isNotAtHome(said, text)
  const keepsHome = !isElsewhere && !(known.guessed && differs(known.home, said.home))
  const home = { ...(keepsHome ? known.home : {}), ...said.home }
  const isGuess = keepsHome && known.guessed === true && said.home === undefined && !YES.test(text)
  return tidy({
    home: Object.keys(home).length === 0 ? undefined : home,
    floor: later('floor'),
    parking: laterParking(known.parking, said.parking, corrects),
    side: later('side'),
    place: laterPlace(known.place, said.place, corrects),
    guessed: isGuess ? true : undefined,
  })
}

const YES = /^(是的?|对的?|嗯+|没错|就是|在家|是这)/u

function isNotAtHome(said: Where, text: string): boolean {
  if (said.home !== undefined) return false
  return /不是|不在(家|这|那)|没在家|不对/u.test(text) || (said.place !== undefined && ONLY_ONE.test(said.place))
}

function differs(known: Home | undefined, said: Home | undefined): boolean {
  return said?.building !== undefined && said.building !== known?.building
}

function laterPlace(known: string | undefined, said: string | undefined, corrects: boolean): string | undefined {
  if (said === undefined || known === undefined || corrects) return said ?? known
  return VAGUE.test(known) && !known.includes(said) && !VAGUE.test(said) ? `${known} ${said}` : known
}

/** 「D12那边」 after B033: whoever runs there looks at both. */
function laterParking(known: string | undefined, said: string | undefined, corrects: boolean): string | undefined {
  if (said === undefined || known === undefined || corrects) return said ?? known
  return known.includes(said) ? known : `${known} ${said}`
}

function tidy(where: { [K in keyof Where]: Where[K] | undefined }): Where {
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined))
}

/** Staff can run there without asking again. */
export function isFound(where: Where): boolean {
  if (where.home?.building !== undefined || where.parking !== undefined) return true
  return where.place !== undefined && ONLY_ONE.test(where.place)
}

/** For the record: building, unit and room have fields of their own, the rest is one place. */
export function placeValues(where: Where): Pick<SlotValues, 'home' | 'spot'> {
  const place = [where.floor, where.side, where.place, where.parking].filter(Boolean).join(' ')
  return {
    ...(where.home ? { home: where.home } : {}),
    ...(place === '' ? {} : { spot: { place, scope: null } }),
  }
}

export function whereText(where: Where): string {
  const { spot } = placeValues(where)
  return [homeText(where.home), spot?.place].filter(Boolean).join(' ')
}

/** At somebody's home, at most in their building, or anywhere. */
const NEAR_HOME: Partial<Record<EmergencyType, 'home' | 'building'>> = {
  gas: 'home',
  water: 'home',
  fire: 'home',
  electric: 'home',
  injury: 'home',
  trapped: 'home',
  intrusion: 'home',
  self_harm: 'home',
  other: 'home',
  elevator: 'building',
  falling: 'building',
}
const OTHERS_HOME = /隔壁|楼上|楼下|对门|邻居|别人家|[他她]家|有(个|一个)?人/u
const FAR = /公司|单位|学校|路上|马路|超市|医院|商场|外地|小区门口/u

/** An address told before is not asked for again (B30): in the open talk, beside another matter of it, or long ago. */
export async function withKnownHome(turn: Turn, type: EmergencyType, said: Where): Promise<Where> {
  const reach = NEAR_HOME[type]
  if (reach === undefined || said.home?.building !== undefined || FAR.test(turn.text)) return said
  if (isFound(said) || isBare(said.place)) return said
  const known = await homeBefore(turn)
  if (known === null) return said
  const isOthers = OTHERS_HOME.test(turn.text) && !/我家|家里|屋里/u.test(turn.text) && type !== 'water'
  const { room, ...building } = known.home
  const home = reach === 'building' || isOthers || room === undefined ? building : known.home
  if (home.building === undefined) return said
  const isConfirmed = known.told && reach === 'home' && !isOthers
  return { ...said, home: { ...home, ...said.home }, ...(isConfirmed ? {} : { guessed: true }) }
}

/** A public place that every building has: whose it is must be asked. */
function isBare(place: string | undefined): boolean {
  return place !== undefined && /大堂|大厅|门厅|楼顶|天台/u.test(place)
}

async function homeBefore(turn: Turn): Promise<{ home: Home; told: boolean } | null> {
  const { waitingFacts, setAside, caseInTalk } = turn.memory
  const draft = turn.draft ?? (setAside?.values as SlotValues | undefined)
  if (draft?.home?.building !== undefined) return { home: draft.home, told: draft.scanned === undefined }
  if (waitingFacts?.values.home?.building !== undefined) return { home: waitingFacts.values.home, told: true }
  const found = caseInTalk === null ? null : await findCase(turn.db, caseInTalk.id)
  if (caseInTalk !== null && found !== null && isOwn(turn, found) && found.location.building) {
    const { building, unit, room } = found.location
    const told = turn.at.getTime() - new Date(caseInTalk.at).getTime() < TOLD_LATELY_MS
    return { home: { building, ...(unit ? { unit } : {}), ...(room ? { room } : {}) }, told }
  }
  const { home } = await knownValues(turn)
  return home?.building === undefined ? null : { home, told: false }
}

const TOLD_LATELY_MS = 2 * 3600_000

/** Phone and name, told now or before: whoever is on the way calls first. */
export async function contactOf(turn: Turn): Promise<Pick<SlotValues, 'phone' | 'name'>> {
  const said = saidContact(turn)
  const known = await knownValues(turn)
  const draft = turn.draft ?? (turn.memory.setAside?.values as SlotValues | undefined)
  const waiting = turn.memory.waitingFacts?.values
  const phone = said.phone ?? draft?.phone ?? waiting?.phone ?? known.phone
  const name = said.name ?? draft?.name ?? waiting?.name ?? known.name
  return { ...(phone ? { phone } : {}), ...(name ? { name } : {}) }
}

/** A phone number in the words, and the name beside it. */
export function saidContact(turn: Turn): Pick<SlotValues, 'phone' | 'name'> {
  const phone = turn.services.reader.phone(turn.text)
  if (phone === null || !('phone' in phone)) return {}
  const name = turn.services.reader.name(turn.text)
  return { phone: phone.phone, ...(name === null ? {} : { name }) }
}
