import { expect, it } from 'vitest'
import type { FleetMember } from '../engine/check.ts'
import { createContext } from '../engine/context.ts'
import { comparing, repeated } from './compare.ts'

const check = comparing({
  name: 'names-differ',
  question: 'fleet',
  severity: 'error',
  why: 'w',
  remedy: 'r',
  source: 's',
  *compare(fleet) {
    calls.push(fleet.length)
    for (const { member, earlier } of repeated(fleet, ({ name }) => new Map([[name[0]!, name]])))
      yield {
        member,
        other: earlier,
        object: member.context.objects[0]!,
        pointer: '',
        message: `${earlier.name} ${member.name}`,
      }
  },
})
const calls: number[] = []

function contextsOf(...names: readonly string[]): FleetMember[] {
  const fleet: FleetMember[] = []
  for (const name of names)
    fleet.push({ name, context: createContext({ objects: [], kubernetesVersion: '1.36', fleet }) })
  return fleet
}

it('compares all environments once, and reports each problem with the later environment and the first equal one', () => {
  calls.length = 0
  const fleet = contextsOf('a1', 'b1', 'a2', 'a3')
  const messages = fleet.map(({ context }) => [...check.run(context)].map(({ message }) => message))
  expect(messages).toEqual([[], [], ['a1 a2'], ['a1 a3']])
  expect(calls).toEqual([4])
})

it('has no result for one environment alone', () => {
  expect([...check.run(createContext({ objects: [], kubernetesVersion: '1.36' }))]).toEqual([])
})
