import { waveAnnotation } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { StackNames } from './context.ts'
import { claims, configMap, diff, serverDiff, service, workload } from './testing/objects.ts'

const inWave = (wave: number) => ({ annotations: { [waveAnnotation]: String(wave) } })
const kept = { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } }
const names: StackNames = {
  context: 'blue',
  toolContext: 'blue',
  argoCDNamespace: 'argocd',
  fluxNamespace: 'flux-system',
  application: 'stack',
  source: 'stack',
  kustomizationOf: ({ metadata }) => `wave-${Math.max(0, Number(metadata.annotations?.[waveAnnotation] ?? 0))}`,
}

describe('the outcomes of a change', () => {
  it('are created, changed, deleted and kept objects', () => {
    const { objects } = diff(
      [workload(), configMap({}, 'removed'), { ...configMap({}, 'kept'), metadata: { name: 'kept', ...kept } }],
      [workload({ replicas: 4 }), workload({ name: 'new', kind: 'StatefulSet' })],
      { delivery: 'both' },
    )
    expect(Object.fromEntries(objects.map(({ name, outcome }) => [name, outcome]))).toEqual({
      web: { flux: 'changed', 'argo-cd': 'changed' },
      new: { flux: 'created', 'argo-cd': 'created' },
      removed: { flux: 'deleted', 'argo-cd': 'deleted' },
      kept: { flux: 'deleted', 'argo-cd': 'kept' },
    })
  })

  it('include those of the old object of a renamed one', () => {
    const [change] = diff([workload({ name: 'old' })], [workload({ name: 'new' })]).objects
    expect(change).toMatchObject({ was: 'old', outcome: { flux: 'created' }, wasOutcome: { flux: 'deleted' } })
  })

  it('keep every object of a folder that no longer exists', () => {
    const { objects } = diff([workload()], [], { delivery: 'flux', side: 'gone' })
    expect(objects[0]).toMatchObject({ outcome: { flux: 'kept' } })
  })

  it('name what each tool does not apply because the API server refuses another object', async () => {
    const before = [
      workload({ name: 'refused', kind: 'StatefulSet', spec: claims('1Gi'), metadata: inWave(1) }),
      workload({ name: 'first', metadata: inWave(0) }),
      workload({ name: 'same', metadata: inWave(1) }),
      workload({ name: 'later', metadata: inWave(2) }),
      configMap({}, 'removed'),
    ]
    const after = [
      workload({ name: 'refused', kind: 'StatefulSet', spec: claims('2Gi'), metadata: inWave(1) }),
      workload({ name: 'first', replicas: 4, metadata: inWave(0) }),
      workload({ name: 'same', replicas: 4, metadata: inWave(1) }),
      workload({ name: 'later', replicas: 4, metadata: inWave(2) }),
    ]
    const { objects } = await serverDiff(before, after, {
      delivery: 'both',
      argoCdApplies: 'server-side',
      argoCdPrunesLast: true,
      names,
    })
    expect(Object.fromEntries(objects.map(({ name, outcome }) => [name, outcome]))).toEqual({
      refused: { flux: 'refused', 'argo-cd': 'refused' },
      first: { flux: 'changed', 'argo-cd': 'changed' },
      same: { flux: 'blocked', 'argo-cd': 'changed' },
      later: { flux: 'blocked', 'argo-cd': 'blocked' },
      // Its Kustomization applies wave 0, which is complete. Argo CD prunes after all waves.
      removed: { flux: 'deleted', 'argo-cd': 'blocked' },
    })
    expect(objects.map(({ name, wave }) => [name, wave])).toContainEqual(['later', 2])
  })

  it('are unchanged objects where the API server stores the same', async () => {
    const headless = { ...service({ app: 'web' }), spec: { ...service({ app: 'web' }).spec, clusterIP: 'None' } }
    const [change] = (await serverDiff([workload(), headless], [workload(), service({ app: 'web' })])).objects
    expect(change).toMatchObject({ kind: 'Service', outcome: { flux: 'unchanged' } })
  })

  it('differ where the API server refuses one way of applying only', async () => {
    const [change] = (
      await serverDiff([workload()], [workload({ spec: { strategy: { type: 'Recreate' } } })], { delivery: 'both' })
    ).objects
    expect(change!.outcome).toEqual({ flux: 'refused', 'argo-cd': 'changed' })
  })
})
