import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { parseAddresses } from '../engine/address.ts'
import type { Address } from '../engine/addresses.ts'
import type { CheckContext } from '../engine/check.ts'

/** A datasource of Grafana: from a provisioning file, or from an object of grafana-operator. */
export interface Datasource {
  /** `prometheus`, `alertmanager`, `loki`. */
  readonly type: string
  readonly address: Address
}

export const datasourcesIn = (context: CheckContext): readonly Datasource[] => [
  ...context.documents
    .filter(({ text }) => text.includes('datasources'))
    .flatMap(({ object, pointer, value }) =>
      listOf(mappingOf(value).datasources).flatMap((entry, index) =>
        datasourceOf(context, object, entry, `${pointer}/datasources/${index}/url`),
      ),
    ),
  ...context
    .ofKind('GrafanaDatasource', 'grafana.integreatly.org')
    .flatMap((object) =>
      datasourceOf(context, object, mappingOf(contentOf(object).spec).datasource, '/spec/datasource/url'),
    ),
]

function datasourceOf(
  context: CheckContext,
  object: SourcedObject,
  entry: unknown,
  pointer: string,
): readonly Datasource[] {
  const { type, url } = mappingOf(entry)
  if (typeof type !== 'string' || typeof url !== 'string') return []
  const workloads = context.usersOf(object)
  const namespace = workloads[0]?.namespace ?? context.namespaceOf(object)
  return parseAddresses(url, true).map((parts) => ({
    type,
    address: { ...parts, object, pointer, offset: 0, workloads, namespace },
  }))
}
