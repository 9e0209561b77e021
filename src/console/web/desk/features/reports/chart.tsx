import { useEffect, useRef } from 'react'
import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

export interface ChartProps {
  /** Read out instead of the picture; the table under it has the numbers. */
  label: string
  names: string[]
  series: { name: string; color: string; values: (number | null)[] }[]
  kind: 'stacked' | 'line' | 'sideways'
  /** Of the values: `%`, nothing for plain numbers. */
  unit?: string
  max?: number
  pick?: (series: number, name: number) => void
}

/** Bars upon each other, lines, or bars to the side, wide enough for a phone. */
export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const picked = useRef(props.pick)
  useEffect(() => {
    picked.current = props.pick
  })
  useEffect(() => {
    if (box.current === null) return
    const drawn = init(box.current, null, { renderer: 'svg' })
    chart.current = drawn
    drawn.on('click', ({ seriesIndex, dataIndex }) => picked.current?.(seriesIndex ?? 0, dataIndex))
    const watch = new ResizeObserver(() => drawn.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => {
    // Measured before it is drawn, so by the name of the font that really stands here.
    const font = box.current === null ? 'sans-serif' : getComputedStyle(box.current).fontFamily
    chart.current?.setOption(optionOf(props, font), true)
  })
  const height = props.kind === 'sideways' ? 40 + props.names.length * 28 : 240
  return <div ref={box} role="img" aria-label={props.label} className="report-chart" style={{ height }} />
}

function optionOf({ names, series, kind, unit = '', max, pick }: ChartProps, fontFamily: string) {
  const labels = { color: '#5f6b66', fontSize: 12, fontFamily }
  const places = {
    type: 'category' as const,
    data: names,
    axisLabel: { ...labels, hideOverlap: true },
    axisTick: { show: false },
    inverse: kind === 'sideways',
  }
  const values = {
    type: 'value' as const,
    // A few angry words are no mountain.
    max: max ?? (unit === '%' ? (seen: { max: number }) => Math.max(10, Math.ceil(seen.max / 10) * 10) : undefined),
    minInterval: unit === '' && max === undefined ? 1 : undefined,
    axisLabel: { ...labels, formatter: `{value}${unit}` },
    splitLine: { lineStyle: { color: '#e3e6e4' } },
  }
  return {
    animation: false,
    textStyle: { fontFamily },
    grid: { left: 4, right: 16, top: series.length > 1 ? 34 : 12, bottom: 4, outerBoundsMode: 'same' as const },
    legend:
      series.length > 1
        ? { top: 0, left: 0, itemWidth: 14, textStyle: labels, selectedMode: false as const }
        : undefined,
    tooltip: {
      trigger: 'axis' as const,
      confine: true,
      valueFormatter: (value: unknown) => (value === null || value === undefined ? '没有' : `${String(value)}${unit}`),
    },
    xAxis: kind === 'sideways' ? values : places,
    yAxis: kind === 'sideways' ? places : values,
    series: series.map(({ name, color, values: data }): BarSeriesOption | LineSeriesOption =>
      kind === 'line'
        ? {
            ...{ type: 'line', name, data, color, symbolSize: 7, connectNulls: true, lineStyle: { width: 2 } },
            cursor: pick ? 'pointer' : 'default',
          }
        : {
            ...{ type: 'bar', name, data, color, barMaxWidth: kind === 'sideways' ? 16 : 28 },
            ...(kind === 'stacked' ? { stack: 'all' } : { label: { show: true, position: 'right', color: '#24322c' } }),
            cursor: pick ? 'pointer' : 'default',
          },
    ),
  }
}
