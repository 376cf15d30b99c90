// What Grafana reads: provisioning files and dashboards.
import { isObject, listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'

/** The dashboards in ConfigMaps. */
export const dashboardsIn = (context: CheckContext): readonly EmbeddedDocument[] =>
  context.documents.filter(
    ({ key, text, value }) =>
      key.endsWith('.json') && text.includes('"panels"') && isObject(value) && Array.isArray(value.panels),
  )

export interface ProvisionedDatasource {
  readonly document: EmbeddedDocument
  readonly index: number
  readonly fields: Mapping
}

/** The datasources of provisioning files. */
export const provisionedDatasources = (context: CheckContext): readonly ProvisionedDatasource[] =>
  documentsWith(context, 'datasources').flatMap((document) =>
    listOf(mappingOf(document.value).datasources).map((fields, index) => ({
      document,
      index,
      fields: mappingOf(fields),
    })),
  )

/** The provisioning files of a kind. */
export const documentsWith = (context: CheckContext, list: 'datasources' | 'providers'): readonly EmbeddedDocument[] =>
  context.documents.filter(
    ({ text, value }) =>
      text.includes(list) &&
      text.includes('apiVersion') &&
      isObject(value) &&
      value.apiVersion === 1 &&
      Array.isArray(value[list]),
  )

export interface Panel {
  readonly steps: readonly (string | number)[]
  readonly fields: Mapping
}

/** The panels of a dashboard, and those in collapsed rows. */
export function panelsOf(value: unknown, steps: readonly (string | number)[] = []): readonly Panel[] {
  return listOf(mappingOf(value).panels).flatMap((entry, index): readonly Panel[] => {
    const at = [...steps, 'panels', index]
    const fields = mappingOf(entry)
    return [{ steps: at, fields }, ...panelsOf(fields, at)]
  })
}
