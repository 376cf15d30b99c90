import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { rolloutCases } from './cases.ts'
import { type DiffOptions, diffManifests } from './diff.ts'
import { rules } from './rules/index.ts'

const sourced = (object: KubernetesObject): SourcedObject => ({ object, place: () => ({ file: 'case.yaml' }) })
const all = rolloutCases()

const applyOptions: readonly (readonly [mode: 'server-side' | 'client-side' | 'replace', options: DiffOptions])[] = [
  ['server-side', { delivery: 'flux' }],
  ['client-side', { delivery: 'argo-cd', argoCdApplies: 'client-side' }],
  ['replace', { delivery: 'argo-cd', argoCdApplies: 'replace' }],
]

describe.each(applyOptions)('diffManifests with %s apply', (mode, options) => {
  it.each(all.map((row) => [row.id, row] as const))(
    'classifies %s',
    (_id, { before, after, context, class: serverSide, by, source }) => {
      const others = context.map(sourced)
      const { objects } = diffManifests(
        [sourced(before), ...others],
        [...(after ? [sourced(after)] : []), ...others],
        options,
      )
      const expected = by[mode] ?? serverSide
      expect({ class: objects[0]?.class ?? 'none', source }).toEqual({ class: expected, source })
    },
  )
})

// Where the schema refuses a value, the message is ours and names the field.
const ownMessages = new Map([
  ['Unsupported value: "OnFailure"', 'restartPolicy'],
  ['TZ', 'cannot use TZ'],
  ['env', 'env'],
  ['base64', 'base64'],
])

it('reports the message of the server for each refusal', () => {
  const missing = all.flatMap(({ id, before, after, context, class: one, error }) => {
    if (one !== 'refused' || error === undefined || after === undefined) return []
    const others = context.map(sourced)
    const { objects } = diffManifests([sourced(before), ...others], [sourced(after), ...others], { delivery: 'flux' })
    const messages = objects[0]!.changes.flatMap(({ message }) => message ?? []).join(' ')
    return messages.includes(ownMessages.get(error) ?? error) ? [] : [`${id}: ${error} is not in ${messages}`]
  })
  expect(missing).toEqual([])
})

it('has no two cases of the same name', () => {
  expect(all.map(({ id }) => id).filter((id, index, list) => list.indexOf(id) !== index)).toEqual([])
})

it('names the source of each rule', () => {
  expect(
    Object.values(rules)
      .flat()
      .filter(({ source }) => source.trim() === ''),
  ).toEqual([])
})
