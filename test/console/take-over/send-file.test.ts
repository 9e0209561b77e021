import { deflateRawSync } from 'node:zlib'
import { checkUpload } from '../../../src/console/api/take-over/check-upload'
import { givenTalk } from '../../records/given'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { acceptHandoff } from '../../../src/records/handoff/accept-handoff'
import { BEARER, givenServer, type GivenServer } from '../given-server'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF')

/** As much of a zip as tells what is in it: names stand in the clear, contents packed. */
function zip(...names: string[]): Buffer {
  const parts = names.map((name) => {
    const body = deflateRawSync(Buffer.from(`<${name}/>`))
    const head = Buffer.alloc(30)
    head.write('PK\x03\x04', 'latin1')
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(body.length, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 26)
    return Buffer.concat([head, Buffer.from(name), body])
  })
  return Buffer.concat(parts)
}

describe('what a colleague may send', () => {
  it.each([
    ['a photo', PNG, '门口.png', { kind: 'image', name: '门口.png' }],
    ['a photo under a wrong name', PNG, '发票.exe', { kind: 'image', name: '发票.exe.png' }],
    ['a PDF', PDF, '通知', { kind: 'file', name: '通知.pdf' }],
    [
      'a Word document',
      zip('[Content_Types].xml', 'word/document.xml'),
      '说明.docx',
      { kind: 'file', name: '说明.docx' },
    ],
    ['an Excel sheet', zip('[Content_Types].xml', 'xl/workbook.xml'), '费用.xlsx', { kind: 'file', name: '费用.xlsx' }],
  ])('is %s', (_what, bytes, name, expected) => {
    expect(checkUpload(bytes, name)).toMatchObject(expected)
  })

  it.each([
    ['a page called a picture', Buffer.from('<html><script>alert(1)</script></html>'), '照片.png', 'file_type'],
    ['a drawing that can run scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), '图.svg', 'file_type'],
    ['a program', Buffer.from('MZ\x90\x00', 'latin1'), '说明.pdf', 'file_type'],
    ['any zip', zip('a.txt'), '资料.docx', 'file_type'],
    [
      'a document with macros',
      zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'),
      '说明.docx',
      'file_type',
    ],
    ['nothing', Buffer.alloc(0), '空.png', 'file_empty'],
    ['a photo over 10 MB', Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]), '大.png', 'file_too_large'],
    ['a document over 20 MB', Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]), '大.pdf', 'file_too_large'],
  ])('is not %s', (_what, bytes, name, code) => {
    expect(() => checkUpload(bytes, name)).toThrow(expect.objectContaining({ code }))
  })
})

describe('sending a file to an owner', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())

  const send = (handoff: string, query: string, bytes: Buffer, type = 'application/octet-stream') =>
    fetch(`${server.url}/console/handoffs/${handoff}/files?${query}`, {
      method: 'POST',
      headers: { ...BEARER, 'content-type': type },
      body: new Uint8Array(bytes),
    })
  const guest = async () => {
    const cookie = (await server.call('GET', '/chat', undefined, {})).headers.get('set-cookie')!.split(';')[0]!
    const { json } = await server.call('POST', '/chat/messages', { text: '人工', id: 'm1' }, { cookie })
    await server.call('POST', `/api/v1/handoffs/${json.handoff.id}/accept`, { by: '徐静' })
    return { cookie, handoff: String(json.handoff.id), talk: String(json.conversationId) }
  }

  it('brings a photo and a document into the owner’s chat, once for one id, to be saved and never run', async () => {
    const { cookie, handoff } = await guest()
    const name = encodeURIComponent('<img src=x onerror=alert(1)>.pdf')

    const photo = await send(handoff, 'name=a.png&by=徐静&id=f1', PNG, 'text/html')
    const again = await send(handoff, 'name=a.png&by=徐静&id=f1', PNG)
    const document = await send(handoff, `name=${name}&by=徐静`, PDF)

    expect([photo.status, again.status, document.status]).toEqual([200, 200, 200])
    const { messages } = (await server.call('GET', '/chat/history', undefined, { cookie })).json
    const sent = messages.filter(({ author }: { author: string }) => author === 'staff')
    expect(sent.map(({ kind }: { kind: string }) => kind)).toEqual(['image', 'file'])
    const [shown, saved] = await Promise.all(
      sent.map(({ fileUrl }: { fileUrl: string }) => server.call('GET', fileUrl, undefined, { cookie })),
    )
    expect([shown!.status, shown!.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(saved!.headers.get('content-disposition')).toContain('attachment')
    expect(saved!.headers.get('content-security-policy')).toContain('sandbox')
  })

  it('refuses a wrong type, too much, and whoever does not hold the talk', async () => {
    const { handoff, talk } = await guest()

    const wrong = await send(handoff, 'name=a.png&by=徐静', Buffer.from('<script>alert(1)</script>'), 'image/png')
    const large = await send(handoff, 'name=a.pdf&by=徐静', Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]))
    const stranger = await send(handoff, 'name=a.png&by=李明', PNG)

    expect([wrong.status, large.status, stranger.status]).toEqual([400, 413, 409])
    const files = await server.db.query(
      'files-of-talk',
      `select 1 from exchange where conversation_id = $1 and kind in ('image', 'file')`,
      [talk],
    )
    expect(files).toEqual([])
  })

  it('leaves answering to the WeCom client where WeCom holds the session', async () => {
    const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wk1', user: 'wm1' })
    const { id } = await server.db.tx((tx) =>
      openHandoff(tx, {
        ...talk,
        communityId: null,
        reason: 'requested',
        evidence: ['人工'],
        mode: 'native',
        staffed: true,
        card: {},
        at: server.clock.now(),
      }),
    )
    await server.db.tx((tx) => acceptHandoff(tx, id, { by: '徐静', at: server.clock.now() }))

    const sent = await send(id, 'name=a.png&by=徐静', PNG)
    const passed = await server.call('POST', `/console/handoffs/${id}/pass`, { from: '徐静', to: '李明' })

    expect([sent.status, ((await sent.json()) as { error: { code: string } }).error.code]).toEqual([
      409,
      'answer_in_wecom',
    ])
    expect(passed.json.error.code).toBe('answer_in_wecom')
  })
})
