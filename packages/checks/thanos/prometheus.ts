import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, lastValue, type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programs, thanos } from './stack.ts'

/** The Prometheus' of a sidecar, with that sidecar. */
export const withSidecar = (context: CheckContext): { prometheus: Program; sidecar: Program }[] =>
  thanos(context, 'sidecar').flatMap((sidecar) =>
    programs(context, 'prometheus')
      .filter(({ container }) => container.workload === sidecar.container.workload)
      .map((prometheus) => ({ prometheus, sidecar })),
  )

export interface PrometheusConfiguration {
  readonly document: EmbeddedDocument
  /** The sidecar that fills in `$(VAR)`; undefined where Prometheus reads the document itself. */
  readonly filledInBy: Container | undefined
}

/** What `--config.file` names, or what a sidecar's reloader makes that file of. */
export function configurationOf(context: CheckContext, prometheus: Program): PrometheusConfiguration | undefined {
  const path = valueOrDefault(prometheus, 'config.file')
  if (path === undefined) return undefined
  for (const { container, ...sidecar } of thanos(context, 'sidecar')) {
    if (container.workload !== prometheus.container.workload) continue
    const program = { container, ...sidecar }
    if (lastValue(program, 'reloader.config-envsubst-file') !== path) continue
    const document = context.documentAt(container, lastValue(program, 'reloader.config-file') ?? '')
    return document && { document, filledInBy: container }
  }
  const document = context.documentAt(prometheus.container, path)
  return document && { document, filledInBy: undefined }
}

export const externalLabels = ({ document }: PrometheusConfiguration): Readonly<Record<string, unknown>> =>
  mappingOf(mappingOf(mappingOf(document.value).global).external_labels)

/** Fields whose value differs from pod to pod. */
const perPod =
  /^(?:metadata\.name|metadata\.uid|status\.podIPs?|metadata\.labels\['(?:apps\.kubernetes\.io\/pod-index|statefulset\.kubernetes\.io\/pod-name)'\])$/

/** Whether a variable has another value in each pod. Every container has HOSTNAME. */
export function isPerPod({ fields }: Container, name: string): boolean {
  const list = Array.isArray(fields.env) ? fields.env.map(mappingOf) : []
  const variable = list.find((one) => one.name === name)
  if (!variable) return name === 'HOSTNAME'
  return perPod.test(String(mappingOf(mappingOf(variable.valueFrom).fieldRef).fieldPath))
}

/** `$(POD_NAME)`, or `${POD_NAME}` and `$POD_NAME` as Prometheus writes it. */
export const variablesOf = (text: string): { name: string; form: '$()' | '${}' }[] =>
  [...text.matchAll(/\$\((\w+)\)|\$\{(\w+)\}|\$(\w+)/g)].map(([, kubernetes, braced, bare]) => ({
    name: kubernetes ?? braced ?? bare ?? '',
    form: kubernetes === undefined ? '${}' : '$()',
  }))
