import { describe, expect, it } from 'vitest'
import { diffWithServer } from './server/ask.ts'
import { inWave, stackNames } from './testing/delivery-objects.ts'
import { claims, configMap, sourced, workload } from './testing/objects.ts'
import { sharedProgram } from './testing/shared-program.ts'

const store = (size: string) =>
  workload({ kind: 'StatefulSet', name: 'store', spec: claims(size), metadata: { namespace: 'x', ...inWave(1) } })
const other = (replicas: number) => workload({ name: 'other', replicas, metadata: { namespace: 'x', ...inWave(1) } })
const query = (replicas: number) => workload({ name: 'query', replicas, metadata: { namespace: 'x', ...inWave(2) } })
const first = (value: string) => configMap({ a: value }, 'first')

const earlier = [first('1'), store('1Gi'), other(2), query(2)]
/** The API server refuses the size, and a tool does not apply what follows. */
const refused = [first('2'), store('2Gi'), other(3), query(3)]

async function revert(after: readonly unknown[], lastChange: readonly unknown[] | null = earlier) {
  const [found] = await diffWithServer(
    [
      {
        name: 'test',
        before: refused.map(sourced),
        after: after.map(sourced),
        delivery: 'both',
        argoCdApplies: 'server-side',
        argoCdPrunesLast: true,
        names: stackNames,
        ...(lastChange && { lastChange: { commit: 'abc', before: lastChange.map(sourced) } }),
      },
    ],
    { program: sharedProgram() },
  )
  return found!
}

const outcomesOf = ({ objects }: Awaited<ReturnType<typeof revert>>): Record<string, unknown> =>
  Object.fromEntries(objects.map(({ name, outcome }) => [name, outcome]))

describe('a change that was refused and is reverted', () => {
  it('changes nothing of what was not applied', async () => {
    const found = await revert(earlier)
    expect(outcomesOf(found)).toEqual({
      // It was applied, and is changed back.
      first: { 'argo-cd': 'changed', flux: 'changed' },
      store: { 'argo-cd': 'unchanged', flux: 'unchanged' },
      // Argo CD applies the other objects of the wave, Flux none.
      other: { 'argo-cd': 'changed', flux: 'unchanged' },
      query: { 'argo-cd': 'unchanged', flux: 'unchanged' },
    })
    const named = (name: string) => found.objects.find((one) => one.name === name)!
    expect(named('store')).toMatchObject({ class: 'risk', changes: [{ class: 'risk' }] })
    expect(named('store').why).toContain('refuses a part of commit abc')
    expect(named('store').remedy).toBeUndefined()
    expect(named('query').pods).toBeUndefined()
    expect(named('other').podsOf).toMatchObject({ 'argo-cd': { stopped: 1 }, flux: null })
  })

  it('is judged as usual where it is not what was before', async () => {
    const found = await revert([first('1'), store('3Gi'), other(2), query(2)])
    expect(outcomesOf(found)).toMatchObject({ store: { 'argo-cd': 'refused', flux: 'refused' } })
  })

  it('is judged as usual without a history', async () => {
    expect(outcomesOf(await revert(earlier, null))).toMatchObject({
      store: { flux: 'refused' },
      query: { flux: 'blocked' },
    })
  })
})
