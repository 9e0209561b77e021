import { startAibotEmulator } from '../../../src/emulator/aibot-server'
import { startRunningApp } from '../../support/running-app'
import { describeChannel } from './channel-contract'

describeChannel({
  channel: 'wecom-aibot',
  cannot: {
    location:
      'the platform hands a bot no places: text, voice, picture, file, video and mixed only (wecom-protocol §8.1)',
    recall: 'the platform tells a bot nothing of messages that are taken back (wecom-protocol §8.1)',
  },
  async start() {
    const bot = await startAibotEmulator()
    const running = await startRunningApp({ ...bot.env, STAFF_HOURS: '00:00-24:00' })
    await bot.until(() => bot.connected)
    return {
      running,
      violations: () => [...bot.violations, ...bot.unfinishedStreams()],
      owner(name) {
        const member = bot.member(name)
        return {
          user: name,
          text: async (words) => member.text(words),
          burst: async (lines) => lines.forEach((line) => member.text(line)),
          tap: async (label) => void member.tap(label),
          heard: async () => member.heard,
          photo: async () => void member.image(),
          voice: async (words) => void member.voice(words),
          file: async () => void member.file(),
          unknownType: async () => void member.raw('hologram', { hologram: { depth: 3 } }),
          again: async (handle) => bot.again(handle),
          backwards: async (lines) => bot.backwards(() => lines.forEach((line) => member.text(line))),
          sendFails: () => bot.faults.set({ errcode: { on: 'aibot_respond_msg', errcode: -1 } }),
        }
      },
      async close() {
        await running.stop()
        await bot.close()
      },
    }
  },
})
