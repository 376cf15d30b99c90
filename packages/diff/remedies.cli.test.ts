import type { Mapping } from '@thanos-gitops/manifest'
import type { ObjectChange } from '@thanos-gitops/manifest/change'
import { describe, expect, it } from 'vitest'
import { claims, type Options, serverDiff, workload } from './testing/objects.ts'

describe('refusals', () => {
  const before = [
    workload({ kind: 'StatefulSet', spec: claims('10Gi') }),
    workload({ name: 'late', metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '2' } } }),
  ]
  const after = (spec: Mapping) => [
    workload({ kind: 'StatefulSet', spec, image: 'example.com/web:v2.0.0' }),
    workload({ name: 'late', replicas: 4, metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '2' } } }),
  ]
  const refused = async (spec: Mapping, options: Options): Promise<ObjectChange> =>
    (await serverDiff(before, after(spec), options)).objects[0]!

  it('describes what a refusal blocks, by tool', async () => {
    const { blocks, why, rollout } = await refused(claims('20Gi'), { delivery: 'both' })
    expect(blocks!.flux).toContain('1 other object of this change')
    expect(blocks!['argo-cd']).toContain('later waves are not applied (1 other object of this change)')
    expect(why).toContain('No other change of this object is applied.')
    expect(rollout).toBeUndefined()
  })

  it('lists the commands that enlarge a volume, in order', async () => {
    const { remedy } = await refused(claims('20Gi'), {
      delivery: 'flux',
      names: { application: 'a', source: 's', kustomizationOf: () => 'k' },
    })
    expect(remedy!.steps.flatMap(({ commands = [] }) => commands)).toEqual([
      `kubectl get storageclass fast -o jsonpath='{.allowVolumeExpansion}{"\\n"}'`,
      ...[0, 1, 2].map(
        (ordinal) =>
          `kubectl patch pvc data-web-${ordinal} -n x --type merge -p '{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}'`,
      ),
      ...[0, 1, 2].map(
        (ordinal) =>
          `kubectl wait pvc/data-web-${ordinal} -n x --for=jsonpath='{.status.capacity.storage}'=20Gi --timeout=15m`,
      ),
      'flux suspend kustomization k',
      'flux reconcile source git s',
      'kubectl delete statefulset/web -n x --cascade=orphan',
      'flux resume kustomization k',
      'flux reconcile kustomization k',
      'kubectl rollout status statefulset/web -n x',
      'kubectl get pods -n x --sort-by=.metadata.creationTimestamp',
      'kubectl get pvc -n x',
    ])
  })

  it('moves to another storage class pod by pod, the highest ordinal first', async () => {
    const { remedy } = await refused(claims('10Gi', 'slow'), { delivery: 'argo-cd' })
    const commands = remedy!.steps
      .flatMap(({ commands: all = [] }) => all)
      .filter((command) => command.includes('delete pvc'))
    expect(commands).toEqual(
      [2, 1, 0].map(
        (ordinal) =>
          `kubectl delete pvc data-web-${ordinal} -n x --wait=false && kubectl delete pod web-${ordinal} -n x`,
      ),
    )
  })
})
