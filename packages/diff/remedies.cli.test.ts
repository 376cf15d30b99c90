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

  const names = {
    context: 'blue',
    toolContext: 'blue',
    argoCDNamespace: 'argocd',
    fluxNamespace: 'flux-system',
    application: 'a',
    source: 's',
    kustomizationOf: () => 'k',
  }
  const commandsOf = ({ remedy }: ObjectChange): readonly string[] =>
    remedy!.steps.flatMap(({ commands = [] }) => commands)
  const enlarge = [
    `kubectl --context blue get storageclass fast -o jsonpath='{.allowVolumeExpansion}{"\\n"}'`,
    ...[0, 1, 2].map(
      (ordinal) =>
        `kubectl --context blue --namespace x patch pvc data-web-${ordinal} --type merge --patch '{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}'`,
    ),
    ...[0, 1, 2].map(
      (ordinal) =>
        `kubectl --context blue --namespace x wait pvc/data-web-${ordinal} --for=jsonpath='{.status.capacity.storage}'=20Gi --timeout=15m`,
    ),
  ]
  const check = [
    'kubectl --context blue --namespace x wait statefulset/web --for=create --timeout=10m',
    'kubectl --context blue --namespace x rollout status statefulset/web --timeout=15m',
    'kubectl --context blue --namespace x get pods --sort-by=.metadata.creationTimestamp',
    'kubectl --context blue --namespace x get pvc',
  ]

  it('lists the commands that enlarge a volume, in order', async () => {
    expect(commandsOf(await refused(claims('20Gi'), { delivery: 'flux', names }))).toEqual([
      ...enlarge,
      `kubectl --context blue --namespace flux-system patch kustomization k --type merge --field-manager=flux --patch '{"spec":{"suspend":true}}'`,
      'kubectl --context blue --namespace x delete statefulset/web --cascade=orphan',
      'NOW="$(date +%s)"',
      'kubectl --context blue --namespace flux-system annotate gitrepository s reconcile.fluxcd.io/requestedAt="$NOW" --overwrite --field-manager=flux',
      `kubectl --context blue --namespace flux-system wait gitrepository/s --for=jsonpath='{.status.lastHandledReconcileAt}'="$NOW" --timeout=5m`,
      `kubectl --context blue --namespace flux-system patch kustomization k --type merge --field-manager=flux --patch '{"spec":{"suspend":null}}'`,
      ...check,
    ])
    expect(commandsOf(await refused(claims('20Gi'), { delivery: 'argo-cd', names }))).toEqual([
      ...enlarge,
      'kubectl --context blue --namespace argocd annotate application a argocd.argoproj.io/skip-reconcile=true --overwrite',
      'kubectl --context blue --namespace x delete statefulset/web --cascade=orphan',
      `kubectl --context blue --namespace argocd patch application a --type merge --patch '{"metadata":{"annotations":{"argocd.argoproj.io/skip-reconcile":null,"argocd.argoproj.io/refresh":"normal"}},"status":{"operationState":null}}'`,
      ...check,
    ])
  })

  it('shows how to find the names and the context that manifests alone do not contain', async () => {
    const { remedy } = await refused(claims('20Gi'), { delivery: 'argo-cd' })
    const find = remedy!.steps.find(({ text }) => text.includes('APPLICATION'))!
    expect(find.commands).toEqual(['kubectl --context CONTEXT --namespace argocd get applications.argoproj.io'])
    expect(commandsOf({ remedy } as ObjectChange).filter((command) => !command.includes('--context CONTEXT'))).toEqual(
      [],
    )
  })

  it('uses the context of the cluster where a central tool runs', async () => {
    const { remedy } = await refused(claims('20Gi'), { delivery: 'argo-cd', names: { ...names, toolContext: 'HUB' } })
    expect(remedy!.steps.some(({ text }) => text.includes('replace HUB'))).toBe(true)
    expect(commandsOf({ remedy } as ObjectChange).filter((command) => command.includes('application'))).toEqual([
      expect.stringContaining('--context HUB --namespace argocd'),
      expect.stringContaining('--context HUB --namespace argocd'),
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
          `kubectl --context CONTEXT --namespace x delete pvc data-web-${ordinal} --wait=false && kubectl --context CONTEXT --namespace x delete pod web-${ordinal}`,
      ),
    )
  })
})
