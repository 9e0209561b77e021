import { Suspense, lazy } from 'react'
import { Spin } from 'antd'
import type { ChartProps } from './chart'

const Chart = lazy(() => import('./chart').then((module) => ({ default: module.Chart })))

/** The library that draws is only loaded by whoever looks at a chart. */
export function LazyChart(props: ChartProps) {
  return (
    <Suspense fallback={<Spin className="centre report-chart" />}>
      <Chart {...props} />
    </Suspense>
  )
}
