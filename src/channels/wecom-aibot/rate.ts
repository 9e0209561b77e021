import type { Db } from '../../platform/database/db'

/** 30 messages a minute and 1000 an hour go into one chat, replies and pushes together (wecom-protocol §8.3, §10). */
export const RATE = { perMinute: 30, perHour: 1000 } as const
/** A first frame without words is left out when the minute is this full: the answers need the room. */
const COURTESY = 15

export interface Rate {
  /** Null: counted, go on. Else how long to wait. Whether every frame of a stream counts is not stated, so each does. */
  take(chatId: string, now: Date, how?: 'courtesy'): Promise<{ waitMs: number } | null>
}

export function createRate({ db, botId }: { db: Db; botId: string }): Rate {
  return {
    async take(chatId, now, how) {
      const minute = how === 'courtesy' ? COURTESY : RATE.perMinute
      const taken = await db.query(
        'aibot-rate-take',
        `insert into aibot_chat as c (bot_id, chat_id, frames) values ($1, $2, array[$3::timestamptz])
         on conflict (bot_id, chat_id) do update
            set frames = array(select f from unnest(c.frames) f where f > $3::timestamptz - interval '1 hour' order by f) || $3::timestamptz
          where (select count(*) from unnest(c.frames) f where f > $3::timestamptz - interval '1 minute') < $4
            and (select count(*) from unnest(c.frames) f where f > $3::timestamptz - interval '1 hour') < $5
         returning 1`,
        [botId, chatId, now, minute, RATE.perHour],
      )
      if (taken.length > 0) return null
      const rows = await db.query<{ frames: Date[] }>(
        'aibot-rate-read',
        'select frames from aibot_chat where bot_id = $1 and chat_id = $2',
        [botId, chatId],
      )
      const frames = (rows[0]?.frames ?? []).map((at) => at.getTime()).sort((a, b) => a - b)
      return { waitMs: Math.max(1_000, untilRoom(frames, now.getTime(), minute)) }
    },
  }
}

/** When the frame that fills the window leaves it. */
function untilRoom(frames: readonly number[], now: number, perMinute: number): number {
  const free = (windowMs: number, most: number) => {
    const inside = frames.filter((at) => at > now - windowMs)
    const leaving = inside.at(-most)
    return leaving === undefined ? 0 : leaving + windowMs - now + 1
  }
  return Math.max(free(60_000, perMinute), free(3600_000, RATE.perHour))
}
