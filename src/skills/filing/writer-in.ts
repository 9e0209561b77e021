import type { Turn } from '../../conversation/turn'
import type { NameIn } from '../../records/case/keep-anonymous'

/** What an owner says of themselves, name and room: it goes from a record that is to be without a name. */
export function writerIn(turn: Turn): NameIn {
  return (text) => [turn.services.reader.name(text), ownRoomIn(text)].filter((each) => each !== null)
}

/** 「我住201」, 「别跟他说是302投诉的」. Another room is where the trouble is, and stays. */
function ownRoomIn(text: string): string | null {
  return OWN_ROOM.exec(text)?.slice(1).find(Boolean) ?? null
}

const OWN_ROOM =
  /我(?:们)?家?(?:是|在|住|就)*(?:的)?(?:\d+[栋幢号]楼?)?(?:\d单元)?(\d{3,4})(?!\d)|是(\d{3,4})(?:室|号|的)?(?:投诉|举报|说|讲|报|反映)/u
