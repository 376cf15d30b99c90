import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode } from '@thanos-gitops/manifest/change'
import { $ } from 'zx'
import type { ApiResponse, ResponseBody, SendRequest } from '../verify-delivery/api-client.ts'

export interface Target {
  readonly object: KubernetesObject
  /** The API path of the object, in the API version of its manifest. */
  readonly path: string
  readonly namespace: string
}

/** How a delivery tool creates an object and applies its next version. */
export interface Applier {
  create(target: Target): Promise<ApiResponse>
  update(target: Target): Promise<ApiResponse>
}

export type Appliers = Readonly<Record<ApplyMode, Applier>>

export function appliersFor(send: SendRequest, context: string | undefined): Appliers {
  const serverSide = ({ object, path }: Target): Promise<ApiResponse> =>
    send('PATCH', `${path}?fieldManager=verify-rollout&force=true`, object, 'application/apply-patch+yaml')
  const kubectl =
    (...verb: readonly string[]) =>
    async ({ object, path, namespace }: Target): Promise<ApiResponse> => {
      // `kubectl auth reconcile` ignores --namespace: the object itself must set it.
      const withNamespace = path.includes(`/namespaces/${namespace}/`)
        ? { ...object, metadata: { ...object.metadata, namespace } }
        : object
      const contextOption = context === undefined ? [] : ['--context', context]
      const { exitCode, stderr } = await $({
        input: JSON.stringify(withNamespace),
        nothrow: true,
        quiet: true,
      })`kubectl ${contextOption} --namespace ${namespace} ${verb} --filename -`
      return exitCode === 0 ? send('GET', path) : { status: 400, body: { message: stderr } satisfies ResponseBody }
    }
  const apply = kubectl('apply')
  const reconcile = kubectl('auth', 'reconcile', '--remove-extra-subjects', '--remove-extra-permissions')
  /** Argo CD runs `kubectl auth reconcile` first for RBAC objects: gitops-engine/pkg/utils/kube/resource_ops.go:244-285. */
  const reconcileAndApply = async (target: Target): Promise<ApiResponse> => {
    if (target.object.apiVersion === 'rbac.authorization.k8s.io/v1') await reconcile(target)
    return apply(target)
  }
  return {
    'server-side': { create: serverSide, update: serverSide },
    'client-side': { create: reconcileAndApply, update: reconcileAndApply },
    replace: { create: kubectl('create'), update: kubectl('replace') },
  }
}
