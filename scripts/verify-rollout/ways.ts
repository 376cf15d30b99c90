import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode } from '@thanos-gitops/manifest/change'
import { $ } from 'zx'
import type { Answer, Ask } from './ask.ts'

export interface Target {
  readonly object: KubernetesObject
  /** Its address, in the API version of the object. */
  readonly path: string
  readonly namespace: string
}

/** How a delivery tool makes an object, and how it writes its next version. */
export interface Way {
  create(target: Target): Promise<Answered>
  update(target: Target): Promise<Answered>
}

type Answered = Awaited<ReturnType<Ask>>

export type Ways = Readonly<Record<ApplyMode, Way>>

export function waysOf(ask: Ask, context: string | undefined): Ways {
  const serverSide = ({ object, path }: Target): Promise<Answered> =>
    ask('PATCH', `${path}?fieldManager=verify-rollout&force=true`, object, 'application/apply-patch+yaml')
  const kubectl =
    (...verb: readonly string[]) =>
    async ({ object, path, namespace }: Target): Promise<Answered> => {
      // `auth reconcile` looks for no namespace but the object's own.
      const whole = path.includes(`/namespaces/${namespace}/`)
        ? { ...object, metadata: { ...object.metadata, namespace } }
        : object
      const where = context === undefined ? [] : ['--context', context]
      const { exitCode, stderr } = await $({
        input: JSON.stringify(whole),
        nothrow: true,
        quiet: true,
      })`kubectl ${where} --namespace ${namespace} ${verb} --filename -`
      return exitCode === 0 ? ask('GET', path) : { status: 400, body: { message: stderr } satisfies Answer }
    }
  const [apply, reconcile] = [
    kubectl('apply'),
    kubectl('auth', 'reconcile', '--remove-extra-subjects', '--remove-extra-permissions'),
  ]
  /** Argo CD does this first for objects of RBAC: gitops-engine/pkg/utils/kube/resource_ops.go:244-285. */
  const applyReconciled = async (target: Target): Promise<Answered> => {
    if (target.object.apiVersion === 'rbac.authorization.k8s.io/v1') await reconcile(target)
    return apply(target)
  }
  return {
    'server-side': { create: serverSide, update: serverSide },
    'client-side': { create: applyReconciled, update: applyReconciled },
    replace: { create: kubectl('create'), update: kubectl('replace') },
  }
}
