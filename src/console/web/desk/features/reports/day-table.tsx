import { Count } from './count'
import type { Open, Opened } from './opened'
import { dayWords } from './report-words'

/** The numbers under a line of days, each of which opens its rows. */
export function DayTable<Key extends string>({
  days,
  keys,
  nameOf,
  opened,
  open,
  shown = false,
}: {
  days: readonly ({ day: string } & Record<Key, number>)[]
  keys: readonly Key[]
  nameOf: (key: Key) => string
  opened: (key: Key, day: string) => Opened
  open: Open
  /** Open from the start. */
  shown?: boolean
}) {
  return (
    <details open={shown}>
      <summary>看表格</summary>
      <div className="report-table">
        <table>
          <thead>
            <tr>
              <th scope="col">日期</th>
              {keys.map((key) => (
                <th scope="col" key={key}>
                  {nameOf(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{dayWords(day.day)}</th>
                {keys.map((key) => (
                  <td key={key}>
                    <Count n={day[key]} of={opened(key, day.day)} open={open} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
