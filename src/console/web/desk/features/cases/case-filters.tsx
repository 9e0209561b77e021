import { useState } from 'react'
import { AutoComplete, Button, Checkbox, Input, Segmented, Select } from 'antd'
import type { CaseFilters } from '../../../../contract/desk-cases'
import { MAIN_CATEGORIES } from '../../../../contract/desk-cases'
import { KIND } from '../../components/words'
import { useCompany } from '../../company'
import { ALL_OPEN, hiddenCount } from './filters'

const STATES = [
  { value: 'open', label: '未结' },
  { value: 'resolved', label: '待确认' },
  { value: 'over', label: '已结' },
  { value: 'all', label: '全部' },
] as const

const PRIORITIES = [
  { value: 'emergency', label: '紧急' },
  { value: 'urgent', label: '急' },
  { value: 'normal', label: '普通' },
]

/** Narrows the list: the usual ones always in sight, the rest behind 「筛选」. */
export function CaseFilterBar(props: { filters: CaseFilters; change: (filters: CaseFilters) => void; board: boolean }) {
  const { filters, change, board } = props
  const { communities, staff } = useCompany()
  const [isOpen, setOpen] = useState(false)
  const set = (part: Partial<CaseFilters>) => change({ ...filters, ...part })
  const more = hiddenCount(filters)
  return (
    <>
      {!board && (
        <Segmented
          block
          className="cases-states"
          options={[...STATES]}
          value={filters.state ?? 'open'}
          onChange={(state) => set({ state })}
        />
      )}
      <div className="cases-row">
        <Select
          allowClear
          aria-label="类型"
          placeholder="全部类型"
          value={filters.kind}
          onChange={(kind) => set({ kind, category: undefined })}
          options={Object.entries(KIND).map(([value, label]) => ({ value: value as CaseFilters['kind'], label }))}
        />
        <Input.Search
          key={filters.find ?? ''}
          allowClear
          aria-label="单号、内容或电话后四位"
          placeholder="单号、内容、电话后四位"
          defaultValue={filters.find}
          onSearch={(words) => set({ find: words.trim() || undefined })}
        />
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          筛选{more > 0 && ` ${more}`}
        </Button>
      </div>
      {isOpen && (
        <div className="cases-more">
          {communities.length > 1 && (
            <Select
              allowClear
              aria-label="小区"
              placeholder="全部小区"
              value={filters.community}
              onChange={(community) => set({ community })}
              options={communities.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <AutoComplete
            allowClear
            aria-label="分类"
            placeholder="分类"
            value={filters.category}
            onChange={(category) => set({ category: category || undefined })}
            options={categoriesOf(filters.kind).map((value) => ({ value }))}
          />
          <Select
            allowClear
            aria-label="紧急程度"
            placeholder="紧急程度"
            value={filters.priority}
            onChange={(priority) => set({ priority })}
            options={PRIORITIES as { value: NonNullable<CaseFilters['priority']>; label: string }[]}
          />
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            aria-label="处理人"
            placeholder="处理人"
            value={filters.assignee}
            onChange={(assignee) => set({ assignee })}
            options={[
              { value: 'none', label: '还没有人处理' },
              ...staff.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Button type="link" onClick={() => change(ALL_OPEN)}>
            清除筛选
          </Button>
          <div className="cases-days">
            <label className="cases-day">
              登记从
              <Input
                type="date"
                value={filters.from ?? ''}
                onChange={({ target }) => set({ from: target.value || undefined })}
              />
            </label>
            <label className="cases-day">
              到
              <Input
                type="date"
                value={filters.to ?? ''}
                onChange={({ target }) => set({ to: target.value || undefined })}
              />
            </label>
          </div>
          <Checkbox
            checked={filters.overdue === 'yes'}
            onChange={({ target }) => set({ overdue: target.checked ? 'yes' : undefined })}
          >
            已超时
          </Checkbox>
          <Checkbox
            checked={filters.mine === 'yes'}
            onChange={({ target }) => set({ mine: target.checked ? 'yes' : undefined })}
          >
            我的工单
          </Checkbox>
        </div>
      )}
    </>
  )
}

function categoriesOf(kind: CaseFilters['kind']): readonly string[] {
  if (kind === 'repair' || kind === 'complaint') return MAIN_CATEGORIES[kind]
  return [...new Set([...MAIN_CATEGORIES.repair, ...MAIN_CATEGORIES.complaint])]
}
