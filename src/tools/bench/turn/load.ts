/** Talks open at once; each owner writes the next message when the answer to the last one is out. */
export const TALKS = 64

/** Measures in turns a second: `takeTurn` answers one message of the talk given, from arrival to delivery. */
export async function closedLoop(seconds: number, takeTurn: (talk: number) => Promise<void>): Promise<number> {
  // Read, not set as a timer: a competitor that never waits for input or output would never let a timer ring.
  const started = performance.now()
  const end = started + seconds * 1000
  let turns = 0
  const owner = async (talk: number) => {
    while (performance.now() < end) {
      await takeTurn(talk)
      turns++
    }
  }
  // What had begun is finished and counted, and its time too.
  await Promise.all(Array.from({ length: TALKS }, (_, talk) => owner(talk)))
  return turns / ((performance.now() - started) / 1000)
}

/** What a turn keeps of a talk: about a kilobyte, as a half-filled repair form with its history has. */
export function stateAfter(turns: number): Record<string, unknown> {
  return {
    turns,
    dialog: 'repair',
    slots: { building: '3', unit: '1', room: '1202', category: '水电/漏水', since: '今天早上' },
    recent: Array.from({ length: 8 }, (_, index) => ({
      at: turns - index,
      said: `厨房水管漏水第${index}次说明，请尽快安排师傅上门`,
    })),
  }
}

/** What the understanding of one message looks like. */
export const UNDERSTANDING = {
  intent: 'repair',
  confidence: 0.91,
  sentiment: { label: 'neutral', score: 0.1 },
  emergency: null,
  handoff: { needed: false, reason: null, evidence: [] },
  entities: [{ type: 'room', value: '1202', text: '1202室' }],
}

export const QUESTION = '3栋1单元1202室厨房水管漏水，请安排师傅来看看'
export const ANSWER = '已经登记，工程部师傅会在两小时内联系您上门。'
