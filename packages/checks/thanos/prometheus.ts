import { mappingOf } from '@thanos-gitops/manifest'
import {
  type Container,
  type FlagUse,
  isOn,
  lastUse,
  lastValue,
  type Program,
  valueOrDefault,
} from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { perContext } from '../engine/per-context.ts'
import { programsOf } from '../engine/programs.ts'
import { thanosPrograms, thanosProgramsOf } from './components.ts'

/** Each pair of a Prometheus and a sidecar in the same pod. */
export const sidecarPairs = (context: CheckContext): { prometheus: Program; sidecar: Program }[] =>
  thanosPrograms(context, 'sidecar').flatMap((sidecar) =>
    programsOf(context, sidecar.container.workload)
      .filter(({ name }) => name === 'prometheus')
      .map((prometheus) => ({ prometheus, sidecar })),
  )

/** The flag by which Prometheus is an agent: `--agent`, or the feature of Prometheus 2. Undefined for a server. */
export const agentFlag = (prometheus: Program): FlagUse | undefined =>
  isOn(prometheus, 'agent')
    ? lastUse(prometheus, 'agent')
    : prometheus.uses.find(({ name, value }) => name === 'enable-feature' && value?.split(',').includes('agent'))

export interface PrometheusConfiguration {
  readonly document: EmbeddedDocument
  /** The sidecar that replaces `$(VAR)`; undefined if Prometheus reads the document itself. */
  readonly filledInBy: Container | undefined
}

const configurations = perContext((): Map<Program, PrometheusConfiguration | undefined> => new Map())

/** The document of `--config.file`, or the template from which the reloader of a sidecar writes that file. */
export function configurationOf(context: CheckContext, prometheus: Program): PrometheusConfiguration | undefined {
  const known = configurations(context)
  if (!known.has(prometheus)) known.set(prometheus, readConfiguration(context, prometheus))
  return known.get(prometheus)
}

function readConfiguration(context: CheckContext, prometheus: Program): PrometheusConfiguration | undefined {
  const path = valueOrDefault(prometheus, 'config.file')
  if (path === undefined) return undefined
  const sidecar = thanosProgramsOf(context, prometheus.container.workload).find(
    (program) => program.command === 'sidecar' && lastValue(program, 'reloader.config-envsubst-file') === path,
  )
  const document = sidecar
    ? context.documentAt(sidecar.container, lastValue(sidecar, 'reloader.config-file') ?? '')
    : context.documentAt(prometheus.container, path)
  return document && { document, filledInBy: sidecar?.container }
}

export const externalLabelsOf = ({ document }: PrometheusConfiguration): Readonly<Record<string, unknown>> =>
  mappingOf(mappingOf(mappingOf(document.value).global).external_labels)

/** Fields whose value is unique to a pod. */
const perPodField =
  /^(?:metadata\.name|metadata\.uid|status\.podIPs?|metadata\.labels\['(?:apps\.kubernetes\.io\/pod-index|statefulset\.kubernetes\.io\/pod-name)'\])$/

/** Whether a variable has another value in each pod. Every container has HOSTNAME. */
export function isPerPod({ fields }: Container, name: string): boolean {
  const variables = Array.isArray(fields.env) ? fields.env.map(mappingOf) : []
  const variable = variables.find((entry) => entry.name === name)
  if (!variable) return name === 'HOSTNAME'
  return perPodField.test(String(mappingOf(mappingOf(variable.valueFrom).fieldRef).fieldPath))
}

/** The variables in a value: `$(POD_NAME)` of Kubernetes and the sidecar, `${POD_NAME}` and `$POD_NAME` of Prometheus. */
export const variablesOf = (text: string): { name: string; form: '$()' | '${}' }[] =>
  [...text.matchAll(/\$\((\w+)\)|\$\{(\w+)\}|\$(\w+)/g)].map(([, kubernetes, braced, bare]) => ({
    name: kubernetes ?? braced ?? bare ?? '',
    form: kubernetes === undefined ? '${}' : '$()',
  }))
