import type { SlotDefinition } from '../../dialogs/definition'
import type { OtherFault } from './faults-apart'
import { missingSlots } from './missing-slots'
import type { SlotValues } from './slot-values'

/** What is known of a fault told beside another: whom to call is the same, and the building where it lies inside one. */
export function valuesOfOther(values: SlotValues, { matter, spot, home }: OtherFault): SlotValues {
  const { building, unit } = values.home ?? {}
  const isInside = spot === undefined || spot.scope === 'home' || IN_A_BUILDING.test(spot.place)
  const around = isInside && building !== undefined ? { building, ...(unit === undefined ? {} : { unit }) } : undefined
  const where = home?.building === undefined ? { ...around, ...home } : home
  return {
    matter,
    ...(spot === undefined ? {} : { spot }),
    ...(Object.keys(where).length > 0 ? { home: where } : {}),
    ...(values.phone === undefined ? {} : { phone: values.phone }),
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.toldIn === undefined ? {} : { toldIn: values.toldIn }),
    ...(values.skipped?.includes('phone') ? { skipped: ['phone'] } : {}),
  }
}

const IN_A_BUILDING =
  /楼道|楼梯|电梯|单元门|大堂|大厅|门厅|走廊|过道|天台|楼顶|屋顶|外墙|架空层|门禁|感应灯|声控灯|管道井|消防|门口/u

/** Which of the faults told beside another can go on record with it, and which must be asked about first. */
export function othersOf(
  slots: readonly SlotDefinition[],
  values: SlotValues,
): { whole: SlotValues[]; lacking: SlotValues[] } {
  const all = (values.others ?? []).map((other) => valuesOfOther(values, other))
  const isWhole = (each: SlotValues) => missingSlots(slots, each).length === 0
  return { whole: all.filter(isWhole), lacking: all.filter((each) => !isWhole(each)) }
}
