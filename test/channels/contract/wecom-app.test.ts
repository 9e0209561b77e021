import { startEmulator } from '../../../src/emulator/start-emulator'
import { startRunningApp } from '../../support/running-app'
import { describeChannel } from './channel-contract'
import { postCallback } from './post-callback'

// A member of the corp who is no colleague writes to the company's own app: an owner of a linked company (上下游).
describeChannel({
  channel: 'wecom-app',
  cannot: {
    recall: 'the platform tells an app nothing of messages that are taken back (wecom-protocol §6.1)',
  },
  async start() {
    const wecom = await startEmulator()
    const running = await startRunningApp({ ...wecom.env, STAFF_HOURS: '00:00-24:00', HANDOFF_MODE: 'console' })
    wecom.setCallbackUrl(`${running.url}/wecom/callback`)
    return {
      running,
      violations: () => wecom.violations,
      owner(name) {
        wecom.addMember(name, { name })
        const member = wecom.member(name)
        // Each message is a callback of its own, and two under way at once may change places.
        const tell = async (words: string) => {
          const handle = member.tell(words)
          await wecom.idle()
          return handle
        }
        return {
          user: name,
          text: tell,
          async burst(lines) {
            for (const line of lines) await tell(line)
          },
          tap: async (label) => void (await tell(label)),
          heard: async () => member.inbox.map((message) => message.text),
          photo: async () => void member.sendMedia('image', PNG, 'photo.png'),
          voice: async () => void member.sendMedia('voice', Buffer.from('#!AMR\n<voice>'), 'voice.amr'),
          file: async () => void member.sendMedia('file', Buffer.from('%PDF-1.4 contract'), '合同.pdf'),
          location: async () => void member.sendLocation(31.2304, 121.4737, '幸福家园3栋'),
          async unknownType() {
            const { WECOM_CORP_ID, WECOM_AGENT_ID } = wecom.env
            const time = Math.floor(Date.now() / 1000)
            const head = `<ToUserName>${WECOM_CORP_ID}</ToUserName><FromUserName>${name}</FromUserName><CreateTime>${time}</CreateTime>`
            const what = `<MsgType>hologram</MsgType><Depth>3</Depth><MsgId>79000000000000001</MsgId><AgentID>${WECOM_AGENT_ID}</AgentID>`
            await postCallback(wecom, running.url, `<xml>${head}${what}</xml>`)
          },
          async again(handle) {
            const before = wecom.deliveries.findLast(({ xml }) => xml.includes(handle))!
            await postCallback(wecom, running.url, before.xml)
          },
          async backwards(lines) {
            wecom.faults.set({ reorderedCallback: { times: 1 } })
            for (const line of lines) member.tell(line)
            await wecom.idle()
          },
          sendFails: () => wecom.faults.set({ busy: { on: 'message/send', times: 1 } }),
        }
      },
      async close() {
        await running.stop()
        await wecom.close()
      },
    }
  },
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
