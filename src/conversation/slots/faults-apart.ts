import { cutText } from '../../platform/cut-text'
import type { Reader } from '../reader'
import { clausesOf, isBareFacts } from './clauses'
import { isFaulty } from './faulty'
import { matterOf } from './matter'
import type { Home, Spot } from './slot-values'

/** A fault that lies elsewhere than the one a repair is about: somebody else goes there, with a record of its own. */
export interface OtherFault {
  matter: string
  spot?: Spot
  home?: Home
}

/** What a repair that is being taken down is about, where there is one. */
export interface KnownFault {
  matter?: string
  spot?: Spot
  home?: Home
  /** Told beside it before. */
  others?: readonly OtherFault[]
}

interface Group {
  text: string
  scope: 'home' | 'public' | null
  place?: string
  home: Home
  category: string | null
}

/**
 * 「我家马桶堵了，一楼大厅的门也关不上」 are two repairs, 「厨房漏水，灯也不亮」 in one home is one visit, 「外墙渗水，卧室发霉」 one cause. Null where all
 * that was said is of one place. `own` is what remains for the repair itself, with address, time and number; '' when nothing does.
 */
export function faultsApart(
  reader: Reader,
  text: string,
  { at, timeZone, known }: { at: Date; timeZone: string; known?: KnownFault },
): { own: string; others: OtherFault[] } | null {
  if (TIES.test(text) || !/\p{Script=Han}/u.test(text)) return null
  const read = (words: string): Group => readGroup(reader, words)
  const isFacts = (words: string) => isBareFacts(clausesOf(reader, words, at, timeZone))
  const before = known?.matter === undefined ? [] : [knownGroup(reader, known)]
  const toldBefore = before.length === 0 ? [] : (known?.others ?? []).map((other) => otherGroup(reader, other))
  const groups: Group[] = [...before, ...toldBefore]
  const heard = new Set<Group>()
  const loose: string[] = []
  let last: Group | null = before[0] ?? null
  for (const piece of piecesOf(reader, text)) {
    const said = read(piece)
    if (isFacts(piece)) loose.push(tidy(piece))
    else if (said.category === null) {
      // Words that tell of no fault belong to the one told before.
      if (last === null || last === before[0]) loose.push(tidy(piece))
      // 「记一下」, after what we have noted already, adds nothing.
      else if (!toldBefore.includes(last) || matterOf(piece) !== null) last.text += piece
    } else {
      const same: Group | undefined = groups.find((group) => !isElsewhere(group, said, piece))
      if (same === undefined && groups.length > MOST_OTHERS) {
        loose.push(tidy(piece))
        last = null
        continue
      }
      if (same === undefined) groups.push(said)
      else takeIn(same, said)
      last = same ?? said
      heard.add(last)
    }
  }
  const own = before[0] ?? groups.find(({ scope }) => scope === 'home') ?? groups[0]
  const others = groups.filter((group) => group !== own)
  if (own === undefined || !others.some((group) => heard.has(group))) return null
  return { own: [...loose, tidy(own.text)].filter(Boolean).join('，'), others: others.map(toFault) }
}

/** Each becomes a record and a message of its own; what is told beyond them stays with the words of the repair itself. */
const MOST_OTHERS = 5

/** Stretches between marks, and those that 「了」 or 「还有」 parts where no mark stands; joined again they are the text. */
function piecesOf(reader: Reader, text: string): string[] {
  const stretches = text.match(STRETCH) ?? []
  const pieces: string[] = []
  for (const stretch of stretches) {
    const last = pieces.at(-1)
    // 「一楼大厅 门关不上」: a place alone and what is wrong there.
    const isHead = last !== undefined && /\s$/u.test(last) && !tells(reader, last) && reader.where(last).scope !== null
    if (isHead && reader.where(stretch).scope === null) pieces[pieces.length - 1] = last + stretch
    else pieces.push(stretch)
  }
  return pieces
}

const STRETCH =
  /.+?(?:[，,。；;！!？?\n\s]+|(?<=了)(?=[^，,。；;！!？?\n\s]{4})|(?=(?:还有|另外|而且|然后|顺便)[^，,。；;！!？?\n\s]{3})|$)/gsu

function tells(reader: Reader, words: string): boolean {
  return reader.category(words, 'repair') !== null && isFaulty(reader.plain(words))
}

function readGroup(reader: Reader, text: string): Group {
  const where = reader.where(text)
  const { building, unit, room, place, scope } = where
  return {
    text,
    scope: room === undefined ? scope : 'home',
    ...(place === undefined ? {} : { place }),
    home: {
      ...(building === undefined ? {} : { building }),
      ...(unit === undefined ? {} : { unit }),
      ...(room === undefined ? {} : { room }),
    },
    category: tells(reader, text) ? reader.category(text, 'repair') : null,
  }
}

function knownGroup(reader: Reader, { matter, spot, home }: KnownFault): Group {
  const read = readGroup(reader, matter!)
  const isHome = home?.room !== undefined && (spot?.scope ?? read.scope) !== 'public'
  return {
    ...read,
    text: '',
    scope: isHome ? 'home' : (spot?.scope ?? read.scope),
    ...(spot === undefined ? {} : { place: spot.place }),
    home: home ?? read.home,
    category: reader.category(`${spot?.place ?? ''}${matter}`, 'repair') ?? '',
  }
}

function otherGroup(reader: Reader, { matter, spot, home }: OtherFault): Group {
  const read = readGroup(reader, matter)
  return {
    ...read,
    text: `${matter}，`,
    ...(spot === undefined ? {} : spot),
    home: home ?? {},
    category: reader.category(`${spot?.place ?? ''}${matter}`, 'repair') ?? '',
  }
}

function takeIn(group: Group, said: Group): void {
  const [known, again] = [gistOf(group.text), gistOf(said.text)]
  if (!known.includes(again)) group.text = again.includes(known) ? said.text : group.text + said.text
  group.scope ??= said.scope
  group.place ??= said.place
  group.home = { ...said.home, ...group.home }
}

/** 「楼道灯还是不亮」 and 「楼道的灯也不亮了」 are one thing said twice. */
const gistOf = (words: string): string => tidy(words).replace(/[\s\p{P}也还又都就是了的啊呀呢吧]/gu, '')

function isElsewhere(group: Group, said: Group, words: string): boolean {
  if (group.category === null) return false
  const turns = TURNS_TO.test(words)
  if (!turns && (OUTAGE.test(group.text + words) || (WET.test(words) && WET.test(group.text + group.category))))
    return false
  if (differs(group.home.building, said.home.building) || differs(group.home.room, said.home.room)) return true
  const isSameKind = group.category === said.category
  if (group.scope === 'public' && said.scope === 'public') {
    const [one, other] = [group.place ?? '', said.place ?? '']
    const isOneDoor = ENTRANCE.test(one) && ENTRANCE.test(other)
    if (isSameKind || isOneDoor) return false
    // 「另外小区健身器材也坏了」 names no place; that it is another one is said.
    return one === '' || other === '' ? turns : !one.includes(other) && !other.includes(one)
  }
  const scopes = [group.scope, said.scope]
  if (!scopes.includes('public')) return false
  // Where only one of them says where it is, it must be said that it is another one.
  return scopes.includes('home') ? turns || !isSameKind : turns && !isSameKind
}

/** It grows with all that is told of it; the log keeps the words. */
const LONGEST_MATTER = 500

const differs = (one: string | undefined, other: string | undefined) =>
  one !== undefined && other !== undefined && one !== other

function toFault({ text, scope, place, home }: Group): OtherFault {
  return {
    matter: cutText(tidy(text), LONGEST_MATTER),
    ...(place === undefined ? {} : { spot: { place, scope } }),
    ...(Object.keys(home).length > 0 ? { home } : {}),
  }
}

const tidy = (words: string): string =>
  words
    .replace(TURNS_TO, '')
    .replace(/^[\s\p{P}]+/u, '')
    .replace(/[，,、；;。\s]+$/u, '')

/** So begins what is another matter, whatever it has in common with the first. */
const TURNS_TO =
  /^(?:另外|还有(?:一个|个|一处|一件事?)?(?:就是)?|再(?:就是|有|一个)|顺便(?:说一下|说|报一下|报)?|对了)[，,：:\s]*/u
/** A gate and what opens it. */
const ENTRANCE = /门|闸/u
/** No light and no water in the house and in the home: one outage. */
const OUTAGE = /停电|断电|没电|没有电|跳闸|停水|没水|没有水|断水|停气|没气|没暖气|不热/u
/** What runs from one place into the other. */
const WET = /漏|渗|淹|潮|霉|湿|泡|积水|进水|返水|倒灌|冒水|滴水/u
/** One thing told of as the cause of the other. */
const TIES =
  /导致|造成|所以|因为|害得|弄得|搞得|以至|结果|连带|(?:漏|流|渗|淹|滴|掉|砸|溅|飘)[到进]|从.{1,8}(?:漏|渗|流|滴)/u
