import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'

export const podSecurityRestricted = {
  name: 'pod-security-restricted',
  id: 'TH040',
  severity: 'warning',
  why: 'A namespace that enforces the restricted Pod Security Standard refuses the pod; one that does not gives whoever breaks into the process more than it needs.',
  remedy: 'Set the field as the standard says, or declare an exception with a reason.',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  *run({ workloads }) {
    for (const workload of workloads) {
      yield* ofPod(workload)
      for (const container of workload.containers) yield* ofContainer(container)
    }
  },
} satisfies Check

const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
  'claimTemplate',
]

function* ofPod({ object, podSpec, podPointer, volumes }: Workload): Generator<Problem> {
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'])
    if (podSpec[field] === true)
      yield { object, pointer: `${podPointer}/${field}`, message: `its pods share the node’s ${field.slice(4)}.` }
  for (const { name, type, pointer } of volumes)
    if (!volumeTypes.includes(type)) yield { object, pointer, message: `volume ${name} is a ${type}.` }
  const { runAsUser } = securityOf(podSpec)
  if (runAsUser === 0)
    yield { object, pointer: `${podPointer}/securityContext/runAsUser`, message: 'its pods run as root.' }
}

/** What a container may say, and the pod for all of them. */
function* ofContainer({ name, pointer, fields, workload }: Container): Generator<Problem> {
  const { object, podSpec } = workload
  const own = securityOf(fields)
  const pod = securityOf(podSpec)
  const has = fields.securityContext === undefined ? pointer : `${pointer}/securityContext`
  const missing: string[] = []
  if (own.allowPrivilegeEscalation !== false) missing.push('allowPrivilegeEscalation: false')
  if ((own.runAsNonRoot ?? pod.runAsNonRoot) !== true) missing.push('runAsNonRoot: true')
  const profile = mappingOf(own.seccompProfile ?? pod.seccompProfile).type
  if (profile !== 'RuntimeDefault' && profile !== 'Localhost') missing.push('seccompProfile: {type: RuntimeDefault}')
  const { drop, add } = mappingOf(own.capabilities)
  if (!listOf(drop).includes('ALL')) missing.push('capabilities: {drop: [ALL]}')
  if (missing.length > 0) yield { object, pointer: has, message: `container ${name} lacks ${missing.join(', ')}.` }
  const added = listOf(add).filter((capability) => capability !== 'NET_BIND_SERVICE')
  if (added.length > 0)
    yield {
      object,
      pointer: `${pointer}/securityContext/capabilities/add`,
      message: `container ${name} gets ${added.join(', ')}.`,
    }
  if (own.privileged === true)
    yield { object, pointer: `${pointer}/securityContext/privileged`, message: `container ${name} is privileged.` }
  if (own.runAsUser === 0)
    yield { object, pointer: `${pointer}/securityContext/runAsUser`, message: `container ${name} runs as root.` }
  for (const [index, port] of listOf(fields.ports).entries()) {
    const { hostPort } = mappingOf(port)
    if (typeof hostPort === 'number' && hostPort !== 0 && podSpec.hostNetwork !== true)
      yield {
        object,
        pointer: `${pointer}/ports/${index}/hostPort`,
        message: `container ${name} takes port ${hostPort} of its node.`,
      }
  }
}

const securityOf = (fields: Mapping): Mapping => mappingOf(fields.securityContext)
