import { startEmulator } from '../../../src/emulator/start-emulator'
import { startRunningApp } from '../../support/running-app'
import { describeChannel } from './channel-contract'
import { postCallback } from './post-callback'

// With HANDOFF_MODE=console the session stays with the API, so that a colleague's words pass through our own outbox and its rules;
// the native way is tried in test/end-to-end/wecom.test.ts.
describeChannel({
  channel: 'wecom-kf',
  cannot: {},
  async start() {
    const wecom = await startEmulator()
    const running = await startRunningApp({ ...wecom.env, STAFF_HOURS: '00:00-24:00', HANDOFF_MODE: 'console' })
    wecom.setCallbackUrl(`${running.url}/wecom/callback`)
    return {
      running,
      violations: () => wecom.violations,
      owner(name) {
        const resident = wecom.resident(`wm${name}`)
        return {
          user: `wm${name}`,
          text: (words) => resident.text(words),
          burst: (lines) =>
            wecom.together(async () => {
              for (const line of lines) await resident.text(line)
            }),
          tap: async (label) => void (await resident.tapMenu(label)),
          heard: async () => resident.heard,
          photo: async () => void (await resident.image()),
          voice: async () => void (await resident.voice()),
          file: async () => void (await resident.file()),
          location: async () => void (await resident.location()),
          unknownType: async () => void (await resident.raw('hologram', { hologram: { depth: 3 } })),
          // Messages are pulled, so what comes twice is the callback that announces them; it comes with a seal of its own.
          again: () => postCallback(wecom, running.url, wecom.deliveries.at(-1)!.xml),
          backwards: async (lines) => {
            wecom.faults.set({ reorderedCallback: { times: 1 } })
            for (const line of lines) await resident.text(line)
          },
          recall: async (handle) => void (await resident.recall(handle)),
          sendFails: () => wecom.faults.set({ busy: { on: 'kf/send_msg', times: 1 } }),
        }
      },
      async close() {
        await running.stop()
        await wecom.close()
      },
    }
  },
})
