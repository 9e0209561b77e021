import type { TalkItem } from '../../../../contract/console'
import type { OwnerFacts } from '../../../../contract/take-over'
import { callOf } from './call-of'

const ROLE = { owner: '业主', tenant: '租户', family: '家人', agent: '代办' } as const

/** Who it is and which homes are theirs; what they only said themselves is marked as such. */
export function OwnerCard({ owner, talk }: { owner: OwnerFacts; talk: TalkItem }) {
  return (
    <>
      <h2>业主和房屋</h2>
      <div className="card">
        <dl>
          <div>
            <dt>称呼</dt>
            <dd>{owner.name ?? callOf(talk)}</dd>
          </div>
          {owner.phone !== null && (
            <div>
              <dt>电话</dt>
              <dd>
                <a href={`tel:${owner.phone}`}>{owner.phone}</a>
              </dd>
            </div>
          )}
          {talk.community !== null && (
            <div>
              <dt>小区</dt>
              <dd>{talk.community}</dd>
            </div>
          )}
          {owner.homes.map((home, index) => (
            <div key={index}>
              <dt>房屋</dt>
              <dd>
                {homeWords(home)} <span className="quiet">{ROLE[home.role]}</span>
                {!home.verified && <span className="quiet">（自己说的，未核实）</span>}
              </dd>
            </div>
          ))}
        </dl>
        {owner.homes.length === 0 && <p className="quiet">还没有登记房屋。</p>}
      </div>
    </>
  )
}

function homeWords({ building, unit, room, name }: OwnerFacts['homes'][number]): string {
  const words = [building && `${building}栋`, unit && `${unit}单元`, room && `${room}室`].filter(Boolean).join('')
  return words || (name ?? '')
}
