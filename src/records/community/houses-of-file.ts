import type { CommunityFile } from './community-file'
import { expandRange } from './expand-range'
import type { House } from './house'

export type NewHouse = Omit<House, 'communityId'>

/** Every home, shop, parking space and public place that a community's file speaks of; ids are the same every time. */
export function housesOfFile(file: CommunityFile): NewHouse[] {
  const { key } = file.community
  return [
    ...homesOf(file),
    ...file.shops.flatMap(({ numbers, place }) =>
      expandRange(numbers).map((room) => ({
        ...NOWHERE,
        id: `${key}-shop-${room}`,
        kind: 'shop' as const,
        room,
        name: place,
      })),
    ),
    ...file.parkingSpaces.flatMap(({ numbers, place }) =>
      expandRange(numbers).map((room) => ({
        ...NOWHERE,
        id: `${key}-parking-${room}`,
        kind: 'parking' as const,
        room,
        name: place,
      })),
    ),
    ...[...file.publicPlaces, ...file.entrances].map((place) => ({
      ...NOWHERE,
      id: `${key}-place-${place.key}`,
      kind: 'public' as const,
      name: place.name,
      aliases: place.aliases,
    })),
  ]
}

const NOWHERE = { building: null, unit: null, room: null, aliases: [] }

/** A room's number is floor and two-digit door: floor 12, door 2 → 1202. */
function homesOf(file: CommunityFile): NewHouse[] {
  const homes: NewHouse[] = []
  for (const { numbers, units, floors, doors } of file.buildings)
    for (const building of expandRange(numbers))
      for (const unit of expandRange(units))
        for (const floor of expandRange(floors))
          for (const door of expandRange(doors)) {
            const room = floor + door.padStart(2, '0')
            const id = [file.community.key, building, unit, room].join('-')
            homes.push({ id, building, unit, room, kind: 'home', name: null, aliases: [] })
          }
  return homes
}
