import { Input, Select } from 'antd'
import { useCompany } from '../../company'
import { PERIOD_NAMES, daysOf, type Period } from './period'

/** Which days, which community. */
export function PeriodPicker({ period, change }: { period: Period; change: (period: Period) => void }) {
  const { communities } = useCompany()
  const { community } = period
  return (
    <div className="reports-period">
      <Select
        aria-label="哪段时间"
        value={period.name}
        options={PERIOD_NAMES}
        onChange={(name) => change({ name, community, ...daysOf(name) })}
        popupMatchSelectWidth={false}
      />
      {period.name === 'own' && (
        <span className="reports-dates">
          <Input
            type="date"
            aria-label="从哪天"
            value={period.from}
            max={period.to}
            onChange={({ target }) => target.value !== '' && change({ ...period, from: target.value })}
          />
          <span aria-hidden="true">到</span>
          <Input
            type="date"
            aria-label="到哪天"
            value={period.to}
            min={period.from}
            onChange={({ target }) => target.value !== '' && change({ ...period, to: target.value })}
          />
        </span>
      )}
      {communities.length > 1 && (
        <Select
          aria-label="哪个小区"
          value={community ?? ''}
          options={[
            { value: '', label: '所有小区' },
            ...communities.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => change({ ...period, community: id === '' ? undefined : id })}
          popupMatchSelectWidth={false}
        />
      )}
    </div>
  )
}
