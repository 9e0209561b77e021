import { startEmulator, type Emulator } from '../../../src/emulator/start-emulator'
import type { NewCase } from '../../../src/records/case/open-case'
import { openCase } from '../../../src/records/case/open-case'
import { startRunningApp, type RunningApp } from '../../support/running-app'

/** The whole product beside an emulated WeCom, over real HTTP and real encryption, with one community and three colleagues. */
export async function givenApp(env: Record<string, string> = {}) {
  const wecom: Emulator = await startEmulator()
  for (const [userid, name] of [
    ['zhangsan', '张三'],
    ['LiSi', '李四'],
    ['wangwu', '王五'],
  ] as const)
    wecom.addMember(userid, { name })
  const running: RunningApp = await startRunningApp({
    ...wecom.env,
    STAFF_HOURS: '00:00-24:00',
    HANDOFF_MODE: 'console',
    ...env,
  })
  wecom.setCallbackUrl(`${running.url}/wecom/callback`)
  const { db } = running.app
  const at = new Date()
  await db.query('given-community', `insert into community (id, name, created_at) values ('cm1', '幸福家园', $1)`, [at])
  await db.query('given-elsewhere', `insert into community (id, name, created_at) values ('cm2', '远山里', $1)`, [at])
  await givenStaff('st1', '张三', 'service', 'zhangsan', 'cm1')
  await givenStaff('st2', '李四', 'repair', 'LiSi', 'cm1')
  await givenStaff('st3', '王五', 'repair', 'wangwu', 'cm2')

  return {
    wecom,
    running,
    db,
    givenStaff,
    member: (userid: string) => wecom.member(userid),
    /** Cards that reached this member, newest last. */
    cardsOf: (userid: string) => wecom.member(userid).inbox.filter((one) => one.taskId !== null),
    textsOf: (userid: string) =>
      wecom
        .member(userid)
        .inbox.filter((one) => one.taskId === null)
        .map((one) => one.text),
    async fileCase(about: Partial<NewCase> = {}) {
      return db.tx((tx) =>
        openCase(tx, {
          ...{ kind: 'repair', category: '水电/漏水', summary: '厨房水管漏水，电话13812345678' },
          ...{ conversationId: null, personId: null, channel: null, user: null, communityId: 'cm1' },
          ...{ location: { building: '3', unit: '2', room: '501' }, contact: { name: '陈先生', phone: '13812345678' } },
          ...{ source: 'phone', at: new Date(), zone: 'Asia/Shanghai', ownerOfRecord: 'st1', sameMatter: null },
          ...about,
        }),
      )
    },
    caseOf: async (id: string) => (await running.api('GET', `/api/v1/cases/${id}`)).body,
    until: (condition: () => boolean | Promise<boolean>) => wecom.until(condition, 20_000),
    rules: () => wecom.violations.map(({ rule }) => rule),
    async close() {
      await running.stop()
      await wecom.close()
    },
  }

  async function givenStaff(
    id: string,
    name: string,
    role: string,
    userid: string,
    communityId: string,
  ): Promise<void> {
    await db.query(
      'given-staff',
      'insert into staff (id, name, role, wecom_userid, created_at) values ($1, $2, $3, $4, $5)',
      [id, name, role, userid, at],
    )
    // Around the clock: the test may run at any hour.
    const duty = { shift: { name: '全天', from: '00:00', to: '00:00' } }
    await db.query(
      'given-duty',
      'insert into staff_community (staff_id, community_id, duty) values ($1, $2, $3::jsonb)',
      [id, communityId, JSON.stringify(duty)],
    )
  }
}
export type GivenApp = Awaited<ReturnType<typeof givenApp>>
