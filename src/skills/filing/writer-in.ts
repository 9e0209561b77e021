import type { Turn } from '../../conversation/turn'
import { findPersonal } from '../../platform/mask'
import type { PersonalKind } from '../../platform/mask'
import type { NameIn } from '../../records/case/keep-anonymous'
import { SURNAME } from '../../understanding/slots/parse-name'

/** What an owner says of themselves, name, room and numbers: it goes from a record that is to be without a name. */
export function writerIn(turn: Turn): NameIn {
  return (text) =>
    [turn.services.reader.name(text), ownRoomIn(text), ...ownNamesIn(text), ...ownNumbersIn(text)].filter(
      (each) => each !== null,
    )
}

/** 「我住201」, 「别跟他说是302投诉的」. Another room is where the trouble is, and stays. */
function ownRoomIn(text: string): string | null {
  return OWN_ROOM.exec(text)?.slice(1).find(Boolean) ?? null
}

const OWN_ROOM =
  /我(?:们)?家?(?:是|在|住|就)*(?:的)?(?:\d+[栋幢号]楼?)?(?:\d单元)?(\d{3,4})(?!\d)|是(\d{3,4})(?:室|号|的)?(?:投诉|举报|说|讲|报|反映)/u

/** 「我是6栋的钱小红」, 「业主李秀英反映」, 「我姓赵」; how somebody else is called stays. */
function ownNamesIn(text: string): string[] {
  return OWN_NAMES.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!))
}

const NAME = `${SURNAME}\\p{Script=Han}{1,2}?`
const ENDS = '(?=[\\s\\p{P}]|$|反映|投诉|举报|来|要|想|说|报)'
const OWN_NAMES = [
  new RegExp(`我是[^，,。！!；;\\s]{0,12}?[的室号栋楼家](?:业主|住户|租户|租客)?(${NAME})${ENDS}`, 'gu'),
  new RegExp(`(?:业主|住户|租户|租客)(${NAME})${ENDS}`, 'gu'),
  new RegExp(`(?:我|本人|免贵)(姓${SURNAME})`, 'gu'),
  /(?:微信|vx|wx|QQ|扣扣)号?码?(?:是|为|[:：])?\s*([A-Za-z][\w-]{5,19}|\d{5,11})/giu,
]

/** Numbers that are a person's own wherever they stand; a number plate only where it is said to be theirs. */
function ownNumbersIn(text: string): string[] {
  return findPersonal(text)
    .filter(({ kind, from }) => ALWAYS_OWN.includes(kind) || (kind === '车牌' && OWN_CAR.test(text.slice(0, from))))
    .map(({ from, to }) => text.slice(from, to))
}

const ALWAYS_OWN: readonly PersonalKind[] = ['邮箱', '身份证', '银行卡', '电话']
const OWN_CAR = /我(?:家|们)?的?车(?:牌|子)?号?(?:码)?(?:是|为|[:：])?\s*$/u
