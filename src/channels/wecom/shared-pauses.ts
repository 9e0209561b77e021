import type { Signals } from '../../platform/signals/signals'

/** WeCom counts the calls of a company, not those of a process: who was told to wait tells the others (design D3). */
export interface SharedPauses {
  tell(api: string, until: Date): void
  hear(paused: (api: string, until: Date) => void): void
}

const TOPIC = 'wecom.pause'

/** A lost signal costs one more refusal; nothing depends on it. */
export function sharePauses(signals: Signals): SharedPauses {
  return {
    tell: (api, until) => signals.publish(TOPIC, `${until.getTime()} ${api}`),
    hear: (paused) =>
      void signals.subscribe(TOPIC, (payload) => {
        const [until = '', api = ''] = payload.split(' ')
        if (/^\d+$/.test(until) && api !== '') paused(api, new Date(Number(until)))
      }),
  }
}
