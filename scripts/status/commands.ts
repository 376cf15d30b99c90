// The commands that status prints. Each names its context, and works as it is printed. Tests run them.
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { Surroundings } from './problem.ts'

const json = JSON.stringify

export const kubectl = (context: string, namespace: string | undefined, command: string): string =>
  `kubectl --context ${context}${namespace === undefined ? '' : ` --namespace ${namespace}`} ${command}`

export const bootstrapCommand = ({ environment, context, hub }: Surroundings, tool?: string): string =>
  `npm run bootstrap -- ${environment} --context ${context}${hub === context ? '' : ` --hub ${hub}`}${tool === undefined ? '' : ` --tool ${tool}`}`

const patchApplication = ({ hub }: Surroundings, { metadata: { name, namespace } }: KubernetesObject, patch: object) =>
  kubectl(hub, namespace, `patch application ${name} --type merge --patch '${json(patch)}'`)

/** Makes Argo CD forget the last operation, so that it tries its commit again. */
export const tryAgainCommand = (where: Surroundings, application: KubernetesObject): string =>
  patchApplication(where, application, {
    metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
    status: { operationState: null },
  })

/**
 * Ends a running operation of Argo CD and makes Argo CD forget it, so that the newest commit is applied. After a mere termination,
 * Argo CD does not apply a commit that it compared while the operation ran (argo-cd #27875).
 */
export const endCommand = (where: Surroundings, application: KubernetesObject): string =>
  patchApplication(where, application, {
    metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
    operation: null,
    status: { operationState: null },
  })

/** Makes Argo CD compare the application with git now. */
export const refreshCommand = ({ hub }: Surroundings, { metadata: { name, namespace } }: KubernetesObject): string =>
  kubectl(hub, namespace, `annotate application ${name} argocd.argoproj.io/refresh=normal --overwrite`)

/** Makes Flux reconcile an object now. */
export const reconcileCommand = ({ hub }: Surroundings, { kind, metadata: { name, namespace } }: KubernetesObject) =>
  kubectl(
    hub,
    namespace,
    `annotate ${kind.toLowerCase()} ${name} reconcile.fluxcd.io/requestedAt="$(date +%s)" --overwrite --field-manager=flux`,
  )

export const resumeCommand = ({ hub }: Surroundings, { kind, metadata: { name, namespace } }: KubernetesObject) =>
  kubectl(hub, namespace, `patch ${kind.toLowerCase()} ${name} --type merge --patch '{"spec":{"suspend":false}}'`)

export const describeCommand = (context: string, { kind, metadata: { name, namespace } }: KubernetesObject): string =>
  kubectl(context, namespace, `describe ${kind.toLowerCase()} ${name}`)

export const deleteCommand = (context: string, { kind, metadata: { name, namespace } }: KubernetesObject): string =>
  kubectl(context, namespace, `delete ${kind.toLowerCase()} ${name}`)
