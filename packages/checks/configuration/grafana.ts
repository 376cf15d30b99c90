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

export const panelTitle = ({ title, id }: Mapping): string =>
  `the panel ${JSON.stringify(title ?? id ?? 'without title')}`

/** A PromQL query of a panel. */
export interface PanelQuery {
  /** The place of the query in the dashboard. */
  readonly steps: readonly (string | number)[]
  readonly expr: string
}

export const queriesOf = (document: EmbeddedDocument, { steps, fields }: Panel): readonly PanelQuery[] =>
  listOf(fields.targets)
    .map(mappingOf)
    .flatMap((target, index) =>
      typeof target.expr !== 'string' || target.expr.trim() === '' || !readsPrometheus(document, fields, target)
        ? []
        : [{ steps: [...steps, 'targets', index, 'expr'], expr: target.expr }],
    )

/** The variables of a dashboard. */
export const variablesOf = ({ value }: EmbeddedDocument): readonly Mapping[] =>
  listOf(mappingOf(mappingOf(value).templating).list).map(mappingOf)

/** Whether a query is PromQL: the type of its datasource, or of the variable that selects it, is prometheus. */
function readsPrometheus(document: EmbeddedDocument, panel: Mapping, target: Mapping): boolean {
  const { type, uid } = [mappingOf(target.datasource), mappingOf(panel.datasource)].find(
    (source) => source.type !== undefined || source.uid !== undefined,
  ) ?? { type: undefined, uid: panel.datasource }
  if (typeof type === 'string' && !type.startsWith('$') && type !== 'datasource') return type === 'prometheus'
  const name = typeof uid === 'string' ? /^\$\{?(\w+)\}?$/.exec(uid)?.[1] : undefined
  return variablesOf(document).some(
    (one) => one.name === name && one.type === 'datasource' && one.query === 'prometheus',
  )
}
