import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Container, Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'

export const podSecurityRestricted = {
  name: 'pod-security-restricted',
  id: 'TH040',
  question: 'security',
  severity: 'warning',
  why: 'A namespace that enforces the restricted Pod Security Standard refuses the pod. In other namespaces, an attacker who controls the process gets more permissions than the process needs.',
  remedy: 'Set the fields as the standard requires, or declare an exception with a reason.',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  *run(context) {
    for (const workload of context.workloads) {
      if (isPrivileged(context, workload.namespace)) continue
      yield* podProblems(workload)
      for (const container of workload.containers) {
        yield* missingFields(container)
        yield* forbiddenFields(container)
        yield* hostPorts(container)
        yield* weakenedIsolation(container)
      }
    }
  },
} satisfies Check

const modes = ['enforce', 'warn', 'audit']

/** Whether the labels of the namespace select the privileged standard, and no stricter one in another mode. */
function isPrivileged(context: CheckContext, namespace: string): boolean {
  const labels = context.find('Namespace', '', namespace)?.object.metadata.labels ?? {}
  const levels = modes.flatMap((mode) => labels[`pod-security.kubernetes.io/${mode}`] ?? [])
  return levels.length > 0 && levels.every((level) => level === 'privileged')
}

const allowedVolumeTypes = [
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

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const safeSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]

function* podProblems({ object, podSpec, podPointer, volumes }: Workload): Generator<Problem> {
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'])
    if (podSpec[field] === true)
      yield { object, pointer: `${podPointer}/${field}`, message: `its pods set ${field}: true.` }
  for (const { name, type, pointer } of volumes)
    if (!allowedVolumeTypes.includes(type))
      yield { object, pointer, message: `volume ${name} has the type ${type}, which the standard forbids.` }
  const { runAsUser, sysctls } = securityContextOf(podSpec)
  for (const [index, sysctl] of listOf(sysctls).entries()) {
    const { name } = mappingOf(sysctl)
    if (!safeSysctls.includes(String(name)))
      yield {
        object,
        pointer: `${podPointer}/securityContext/sysctls/${index}`,
        message: `its pods set the sysctl ${String(name)}, which the standard forbids.`,
      }
  }
  if (runAsUser === 0)
    yield { object, pointer: `${podPointer}/securityContext/runAsUser`, message: 'its pods run as root.' }
}

/** The pod can set some of the fields for all its containers. */
function* missingFields({ name, pointer, fields, workload }: Container): Generator<Problem> {
  const container = securityContextOf(fields)
  const pod = securityContextOf(workload.podSpec)
  const profile = mappingOf(container.seccompProfile ?? pod.seccompProfile).type
  const { drop } = mappingOf(container.capabilities)
  const missing = [
    ...(container.allowPrivilegeEscalation === false ? [] : ['allowPrivilegeEscalation: false']),
    ...((container.runAsNonRoot ?? pod.runAsNonRoot) === true ? [] : ['runAsNonRoot: true']),
    ...(profile === 'RuntimeDefault' || profile === 'Localhost' ? [] : ['seccompProfile: {type: RuntimeDefault}']),
    ...(listOf(drop).includes('ALL') ? [] : ['capabilities: {drop: [ALL]}']),
  ]
  if (missing.length > 0)
    yield {
      object: workload.object,
      pointer: fields.securityContext === undefined ? pointer : `${pointer}/securityContext`,
      message: `container ${name} does not set ${missing.join(', ')}.`,
    }
}

function* forbiddenFields({ name, pointer, fields, workload: { object } }: Container): Generator<Problem> {
  const { capabilities, privileged, runAsUser } = securityContextOf(fields)
  const added = listOf(mappingOf(capabilities).add).filter((capability) => capability !== 'NET_BIND_SERVICE')
  if (added.length > 0)
    yield {
      object,
      pointer: `${pointer}/securityContext/capabilities/add`,
      message: `container ${name} adds ${added.join(', ')} to its capabilities.`,
    }
  if (privileged === true)
    yield { object, pointer: `${pointer}/securityContext/privileged`, message: `container ${name} is privileged.` }
  if (runAsUser === 0)
    yield { object, pointer: `${pointer}/securityContext/runAsUser`, message: `container ${name} runs as root.` }
}

function* hostPorts({ name, pointer, fields, workload }: Container): Generator<Problem> {
  // With hostNetwork, the pod itself already has a problem.
  if (workload.podSpec.hostNetwork === true) return
  for (const [index, port] of listOf(fields.ports).entries()) {
    const { hostPort } = mappingOf(port)
    if (typeof hostPort === 'number' && hostPort !== 0)
      yield {
        object: workload.object,
        pointer: `${pointer}/ports/${index}/hostPort`,
        message: `container ${name} uses port ${hostPort} of the node.`,
      }
  }
}

/** Fields that remove a part of the isolation of a container. */
function* weakenedIsolation({ name, pointer, fields, workload: { object } }: Container): Generator<Problem> {
  const { procMount, appArmorProfile, seLinuxOptions, windowsOptions } = securityContextOf(fields)
  const { type = '', user, role } = mappingOf(seLinuxOptions)
  const allowedTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']
  const found = [
    ['procMount', procMount !== undefined && procMount !== 'Default', `sets procMount: ${String(procMount)}`],
    ['appArmorProfile', mappingOf(appArmorProfile).type === 'Unconfined', 'runs without AppArmor'],
    [
      'seLinuxOptions',
      !allowedTypes.includes(String(type)) || user !== undefined || role !== undefined,
      'sets seLinuxOptions that the standard forbids',
    ],
    ['windowsOptions', mappingOf(windowsOptions).hostProcess === true, 'is a process of the node'],
  ] as const
  for (const [field, isWeak, text] of found)
    if (isWeak) yield { object, pointer: `${pointer}/securityContext/${field}`, message: `container ${name} ${text}.` }
}

const securityContextOf = (fields: Mapping): Mapping => mappingOf(fields.securityContext)
