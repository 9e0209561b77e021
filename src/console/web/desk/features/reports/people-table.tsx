import type { Overview } from '../../../../contract/reports'
import { spanWords } from '../../components/times'
import { Count } from './count'
import type { Open } from './opened'

type Person = Overview['people'][number]

/** Who did how much; no ranking: the order is that of names. */
export function PeopleTable({ people, open }: { people: Person[]; open: Open }) {
  return (
    <section className="card" aria-label="每个人的工作">
      <h2>每个人的工作</h2>
      {people.length === 0 ? (
        <p className="quiet">这段时间还没有同事接手过对话或工单。</p>
      ) : (
        <div className="report-table">
          <table>
            <thead>
              <tr>
                <th scope="col">同事</th>
                <th scope="col">接手对话</th>
                <th scope="col">受理工单</th>
                <th scope="col">办结</th>
                <th scope="col">办结用时（中位）</th>
                <th scope="col">评分</th>
                <th scope="col">守约</th>
                <th scope="col">失约</th>
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Line key={person.name} person={person} open={open} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="quiet">
        办结用时从开单算到办结，取中间那一件；评分算在处理人名下；守约、失约指对业主说过的时间有没有做到。
      </p>
    </section>
  )
}

function Line({ person, open }: { person: Person; open: Open }) {
  const name = person.name === '' ? '没有指定人' : person.name
  const of = (
    measure: 'took-talk' | 'took-case' | 'resolved' | 'rated' | 'promise-kept' | 'promise-broken',
    what: string,
  ) => ({
    ...{ measure, key: person.name },
    title: `${name}：${what}`,
  })
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Count n={person.tookTalks} of={of('took-talk', '接手的对话')} open={open} />
      </td>
      <td>
        <Count n={person.tookCases} of={of('took-case', '受理的工单')} open={open} />
      </td>
      <td>
        <Count n={person.resolved} of={of('resolved', '办结的工单')} open={open} />
      </td>
      <td>
        {person.medianMinutes === null ? (
          <span className="quiet">—</span>
        ) : (
          <Count
            n={person.resolved}
            shown={spanWords(person.medianMinutes * 60_000)}
            of={of('resolved', '办结用时')}
            open={open}
          />
        )}
      </td>
      <td>
        {person.meanScore === null ? (
          <span className="quiet">—</span>
        ) : (
          <>
            <Count
              n={person.rated}
              shown={`${Math.round(person.meanScore * 100) / 100} 分`}
              of={of('rated', '业主的评分')}
              open={open}
            />{' '}
            <span className="quiet">{person.rated}次</span>
          </>
        )}
      </td>
      <td>
        <Count n={person.kept} of={of('promise-kept', '做到的承诺')} open={open} />
      </td>
      <td>
        <Count n={person.broken} of={of('promise-broken', '没做到的承诺')} open={open} />
      </td>
    </tr>
  )
}
