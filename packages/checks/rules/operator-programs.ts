import { contentOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { parseImage } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'

/** A program that prometheus-operator runs for an object. */
export interface OperatorProgram {
  readonly name: string
  /** Undefined if the object does not set it: the operator then uses its own default. */
  readonly version: string | undefined
  readonly command: string
}

const programs = [
  { kind: 'Prometheus', name: 'prometheus', command: '' },
  { kind: 'PrometheusAgent', name: 'prometheus', command: '' },
  { kind: 'Alertmanager', name: 'alertmanager', command: '' },
  { kind: 'ThanosRuler', name: 'thanos', command: 'rule' },
]

/** The programs of the objects of prometheus-operator, and the sidecars of Prometheus. */
export const operatorPrograms = (context: CheckContext): readonly OperatorProgram[] =>
  programs.flatMap(({ kind, name, command }) =>
    context.ofKind(kind, 'monitoring.coreos.com').flatMap((object) => {
      const spec = mappingOf(contentOf(object).spec)
      const sidecar = spec.thanos === undefined ? [] : [versionOf('thanos', 'sidecar', mappingOf(spec.thanos))]
      return [versionOf(name, command, spec), ...sidecar]
    }),
  )

function versionOf(name: string, command: string, { version, image }: Mapping): OperatorProgram {
  const tag = typeof image === 'string' ? parseImage(image).tag : undefined
  return { name, command, version: stringOf(version) ?? tag }
}
