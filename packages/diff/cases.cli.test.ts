import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { type ApplyMode, applyModes, type Diff } from '@thanos-gitops/manifest/change'
import { describe, expect, it } from 'vitest'
import { type RolloutCase, rolloutCases } from './cases.ts'
import type { DiffOptions } from './diff.ts'
import { rules } from './rules/index.ts'
import { diffWithServer } from './server/ask.ts'

// The program that gives the verdicts of the API server runs in a process of its own.

const sourced = (object: KubernetesObject): SourcedObject => ({ object, place: () => ({ file: 'case.yaml' }) })
const all = rolloutCases()

const applyOptions: Readonly<Record<ApplyMode, Omit<DiffOptions, 'verdicts'>>> = {
  'server-side': { delivery: 'flux' },
  'client-side': { delivery: 'argo-cd', argoCdApplies: 'client-side' },
  replace: { delivery: 'argo-cd', argoCdApplies: 'replace' },
}

const comparisonOf = ({ id, before, after, context }: RolloutCase, mode: ApplyMode) => {
  const others = context.map(sourced)
  return {
    name: `${id} ${mode}`,
    kubernetesVersion: '1.36' as const,
    before: [sourced(before), ...others],
    after: [...(after ? [sourced(after)] : []), ...others],
    ...applyOptions[mode],
  }
}

// All cases are asked about at once.
const diffs = new Map<ApplyMode, readonly Diff[]>()
const everything = applyModes.flatMap((mode) => all.map((row) => comparisonOf(row, mode)))
const answered = await diffWithServer(everything)
for (const [index, mode] of applyModes.entries())
  diffs.set(mode, answered.slice(index * all.length, (index + 1) * all.length))

describe.each(applyModes)('diffWithServer with %s apply', (mode) => {
  it.each(all.map((row, index) => [row.id, row, diffs.get(mode)![index]] as const))(
    'classifies %s',
    (_id, { class: serverSide, by, source }, diff) => {
      const expected = by[mode] ?? serverSide
      expect({ class: diff?.objects[0]?.class ?? 'none', source }).toEqual({ class: expected, source })
    },
  )
})

it('reports the message of the server for each refusal', () => {
  const missing = all.flatMap(({ id, class: one, error }, index) => {
    if (one !== 'refused' || error === undefined) return []
    const messages = diffs.get('server-side')![index]!.objects[0]!.changes.flatMap(({ message }) => message ?? [])
    return [error].flat().some((part) => messages.join(' ').includes(part))
      ? []
      : [`${id}: ${error} is not in ${messages.join(' ')}`]
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
