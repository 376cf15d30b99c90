// Prometheus servers that prometheus-operator creates.
import { contentOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import { type Amount, amountOf } from './resources.ts'

export interface OperatorPrometheus {
  readonly object: SourcedObject
  readonly spec: Mapping
  readonly replicas: number
  /** Whether its sidecar uploads blocks. */
  readonly uploads: boolean
}

export const operatorPrometheuses = (context: CheckContext): OperatorPrometheus[] =>
  context.ofKind('Prometheus', 'monitoring.coreos.com').map((object) => {
    const spec = mappingOf(contentOf(object).spec)
    const { objectStorageConfig, objectStorageConfigFile } = mappingOf(spec.thanos)
    return {
      object,
      spec,
      replicas: typeof spec.replicas === 'number' ? spec.replicas : 1,
      uploads: objectStorageConfig !== undefined || objectStorageConfigFile !== undefined,
    }
  })

const storagePath = ['storage', 'volumeClaimTemplate', 'spec', 'resources', 'requests', 'storage']

/** The request of its claim; undefined without one. */
export function operatorCapacity({ object, spec }: OperatorPrometheus): Amount | undefined {
  const value = storagePath.reduce<unknown>((parent, step) => mappingOf(parent)[step], spec)
  return amountOf(value, { object, pointer: `/spec/${storagePath.join('/')}` })
}
