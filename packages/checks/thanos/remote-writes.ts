import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsNamed, thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf } from './prometheus.ts'

/** An address to which Prometheus or a ruler sends samples. */
export interface RemoteWrite {
  readonly url: string
  readonly place: ProblemPlace
  /** Of the pods that send. */
  readonly namespace: string
  /** The other fields of the entry, in the form of the configuration file or of a custom resource. */
  readonly fields: ReturnType<typeof mappingOf>
}

/** Those of configuration files and of the custom resources of prometheus-operator. */
export const remoteWritesIn = perContext((context): readonly RemoteWrite[] => [
  ...programsNamed(context, 'prometheus').flatMap((program) =>
    inFile(configurationOf(context, program)?.document, program.container.workload.namespace),
  ),
  ...thanosPrograms(context, 'rule').flatMap((program) =>
    inFile(configOf(context, program, 'remote-write.config'), program.container.workload.namespace),
  ),
  ...['Prometheus', 'PrometheusAgent', 'ThanosRuler'].flatMap((kind) =>
    context.ofKind(kind, 'monitoring.coreos.com').flatMap((object) =>
      entries(mappingOf(contentOf(object).spec).remoteWrite, context.namespaceOf(object), (index) => ({
        object,
        pointer: `/spec/remoteWrite/${index}/url`,
      })),
    ),
  ),
])

const inFile = (document: ReturnType<CheckContext['documentAt']>, namespace: string): RemoteWrite[] =>
  document === undefined
    ? []
    : entries(mappingOf(document.value).remote_write, namespace, (index) =>
        inDocument(document, 'remote_write', index, 'url'),
      )

const entries = (list: unknown, namespace: string, placeOf: (index: number) => ProblemPlace): RemoteWrite[] =>
  listOf(list).flatMap((entry, index) => {
    const fields = mappingOf(entry)
    const url = stringOf(fields.url)
    return url === undefined ? [] : [{ url, place: placeOf(index), namespace, fields }]
  })
