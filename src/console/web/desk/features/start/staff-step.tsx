import { useState } from 'react'
import { Alert, App, Button, Checkbox, Form, Input, Select, Spin, Tag } from 'antd'
import type { MadeMember, Member, Members, OwnCommunity } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import { Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { post, put } from '../../http/request'
import { useRead } from '../../http/use-read'
import { PasswordOnce } from '../accounts/one-time-password'

const ROLES = [
  { value: 'manager', label: '经理', account: 'manager' },
  { value: 'supervisor', label: '主管', account: 'supervisor' },
  { value: 'housekeeper', label: '楼栋管家', account: 'staff' },
  { value: 'service', label: '客服', account: 'staff' },
  { value: 'repair', label: '维修', account: 'staff' },
  { value: 'security', label: '秩序', account: 'staff' },
  { value: 'cleaning', label: '保洁', account: 'staff' },
] as const

interface Given {
  name: string
  title?: string
  role: (typeof ROLES)[number]['value']
  phone?: string
  skills: string[]
  communities: string[]
  buildings?: string
  from?: string
  to?: string
  onCall: boolean
  lastResort: boolean
  active: boolean
  account?: string
}

/** Who works here, what they can do, and how they sign in. */
export function StaffStep({ communities, changed }: { communities: OwnCommunity[]; changed: () => void }) {
  const { data, reload } = useRead<Members>(paths.ownStaff)
  const [open, setOpen] = useState<Member | 'new' | null>(null)
  // It belongs to the window: the step may be left, and the password is seen only once.
  const { modal } = App.useApp()
  if (communities.length === 0) return <Hint title="先建小区">同事都属于一个小区，建好小区再来登记。</Hint>
  if (data === null) return <Spin className="centre" />
  const own = data.items.filter((member) => member.communities.some((id) => communities.some((one) => one.id === id)))
  const done = (result: MadeMember | null) => {
    setOpen(null)
    if (result?.password) void modal.info(passwordOf(result))
    reload()
    changed()
  }
  return (
    <>
      <ul>
        {own.map((member) => (
          <li key={member.id} className="words-rule start-member">
            <strong>{member.name}</strong>
            <span className="quiet">
              {[ROLES.find(({ value }) => value === member.role)?.label, member.title, member.phone]
                .filter(Boolean)
                .join('，')}
            </span>
            {member.lastResort && <Tag color="gold">最后负责</Tag>}
            {!member.active && <Tag>不在岗</Tag>}
            <Button size="small" aria-label={`修改${member.name}`} onClick={() => setOpen(member)}>
              修改
            </Button>
          </li>
        ))}
      </ul>
      {open === null ? (
        <Button type="primary" onClick={() => setOpen('new')}>
          登记一位同事
        </Button>
      ) : (
        <MemberForm
          key={open === 'new' ? 'new' : open.id}
          of={open === 'new' ? null : open}
          isFirst={own.length === 0}
          communities={communities}
          done={done}
          close={() => setOpen(null)}
        />
      )}
    </>
  )
}

function passwordOf({ account, password }: MadeMember) {
  return {
    title: `账号 ${account} 的一次性密码`,
    icon: null,
    keyboard: false,
    mask: { closable: false },
    okText: '已经记下',
    content: <PasswordOnce password={password} />,
  }
}

function MemberForm(props: {
  of: Member | null
  isFirst: boolean
  communities: OwnCommunity[]
  done: (made: MadeMember | null) => void
  close: () => void
}) {
  const { of, communities } = props
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<Given>()
  const role = Form.useWatch('role', form)
  const submit = async (given: Given) => {
    setBusy(true)
    setFault(null)
    const place = {
      name: given.name,
      title: given.title ?? '',
      role: given.role,
      phone: given.phone?.trim() || null,
      wecomUserId: of?.wecomUserId ?? null,
      skills: given.skills,
      communities: given.communities,
      buildings: given.buildings?.replaceAll('，', ',').replaceAll(' ', '') || null,
      shift: given.from && given.to ? { from: given.from, to: given.to } : null,
      onCall: given.onCall,
      lastResort: given.role === 'manager' && given.lastResort,
      active: given.active,
    }
    const accountRole = ROLES.find(({ value }) => value === given.role)!.account
    const account = given.account?.trim() ? { account: given.account.trim(), role: accountRole } : null
    await (
      of
        ? put(paths.ownMember(of.id), place).then(() => props.done(null))
        : post<MadeMember>(paths.ownStaff, { ...place, account }).then(props.done)
    ).catch(setFault)
    setBusy(false)
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      className="start-staff"
      initialValues={{
        name: of?.name,
        title: of?.title,
        role: of?.role ?? (props.isFirst ? 'manager' : 'housekeeper'),
        phone: of?.phone ?? '',
        skills: of?.skills ?? [],
        communities: of?.communities ?? communities.map(({ id }) => id),
        buildings: of?.buildings ?? '',
        from: of?.shift?.from ?? '',
        to: of?.shift?.to ?? '',
        onCall: of?.onCall ?? false,
        lastResort: of?.lastResort ?? props.isFirst,
        active: of?.active ?? true,
      }}
      onFinish={(given: Given) => void submit(given)}
    >
      <Form.Item name="name" label="姓名" rules={[{ required: true, message: '请写上姓名' }]}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item name="role" label="岗位">
        <Select options={ROLES.map(({ value, label }) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="title" label="职务（业主看得到）">
        <Input maxLength={30} placeholder="项目经理" />
      </Form.Item>
      <Form.Item name="phone" label="电话">
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Form.Item name="skills" label="会做什么" extra="派单时用，比如 水电、电梯、收费">
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '，', ',']} />
      </Form.Item>
      {communities.length > 1 && (
        <Form.Item name="communities" label="负责哪些小区" rules={[{ required: true, message: '至少选一个小区' }]}>
          <Select mode="multiple" options={communities.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      )}
      {communities.length === 1 && (
        <Form.Item name="communities" hidden>
          <Select mode="multiple" />
        </Form.Item>
      )}
      <Form.Item name="buildings" label="负责哪几栋" extra="空着就是都负责">
        <Input placeholder="1-4" />
      </Form.Item>
      <Form.Item name="from" label="几点上班">
        <Input type="time" />
      </Form.Item>
      <Form.Item name="to" label="几点下班">
        <Input type="time" />
      </Form.Item>
      {of === null && (
        <Form.Item name="account" label="登录账号" extra="写了就同时开通，一次性密码只显示一次；不用登录就空着">
          <Input maxLength={30} autoComplete="off" />
        </Form.Item>
      )}
      <div className="start-checks">
        {role === 'manager' && (
          <Form.Item name="lastResort" valuePropName="checked" noStyle>
            <Checkbox>最后由这位负责到底</Checkbox>
          </Form.Item>
        )}
        <Form.Item name="onCall" valuePropName="checked" noStyle>
          <Checkbox>有险情随时打电话</Checkbox>
        </Form.Item>
        <Form.Item name="active" valuePropName="checked" noStyle>
          <Checkbox>在岗</Checkbox>
        </Form.Item>
      </div>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={busy}>
          {of ? '保存' : '登记'}
        </Button>
        <Button onClick={props.close}>不用了</Button>
      </div>
    </Form>
  )
}
