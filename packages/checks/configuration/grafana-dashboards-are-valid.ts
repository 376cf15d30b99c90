import { didYouMean, listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { dashboardQueryProblem } from './dashboard-query.ts'
import { dashboardsIn, type Panel, panelsOf, panelTitle, provisionedDatasources, queriesOf } from './grafana.ts'

export const grafanaDashboardsAreValid: Check = {
  name: 'grafana-dashboards-are-valid',
  question: 'rules',
  severity: 'error',
  why: 'A panel whose datasource does not exist, or whose query does not parse, shows an error instead of data. Of two dashboards with one uid, Grafana shows only one.',
  remedy: 'Correct the dashboard.',
  source: 'https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/',
  *run(context) {
    const dashboards = dashboardsIn(context)
    const uids = datasourceUids(context)
    yield* repeatedUids(context, dashboards)
    for (const document of dashboards)
      for (const panel of panelsOf(document.value)) {
        yield* datasourceProblems(document, panel, uids)
        yield* queryProblems(document, panel)
      }
  },
}

/** The uids of all datasources; undefined if a datasource has none, because Grafana makes it then, or if there is none. */
function datasourceUids(context: CheckContext): readonly string[] | undefined {
  const uids = provisionedDatasources(context).map(({ fields }) => fields.uid)
  const isComplete = uids.length > 0 && context.ofKind('GrafanaDatasource').length === 0
  return isComplete && uids.every((uid) => typeof uid === 'string') ? uids : undefined
}

function* repeatedUids(context: CheckContext, dashboards: readonly EmbeddedDocument[]): Iterable<Problem> {
  const first = new Map<string, EmbeddedDocument>()
  for (const document of dashboards) {
    const { uid } = mappingOf(document.value)
    if (typeof uid !== 'string' || uid === '') continue
    const place = `${context.namespaceOf(document.object)}/${uid}`
    const other = first.get(place)
    if (other === undefined) first.set(place, document)
    else if (other.text !== document.text)
      yield {
        ...inDocument(document, 'uid'),
        message: `the dashboard ${document.key} has the uid ${uid}, which ${other.key} of ConfigMap/${other.object.object.metadata.name} has too.`,
        remedy: 'Give one of them another uid.',
      }
  }
}

/** The names of datasources that Grafana itself has, and variables. */
const isBuiltIn = (uid: string): boolean => uid === '' || /^(?:-- |grafana$|\$|\[\[)|__expr__/.test(uid)

function* datasourceProblems(
  document: EmbeddedDocument,
  { steps, fields }: Panel,
  uids: readonly string[] | undefined,
): Iterable<Problem> {
  if (uids === undefined) return
  const places = [
    { at: [...steps, 'datasource', 'uid'], uid: mappingOf(fields.datasource).uid },
    ...listOf(fields.targets).map((target, index) => ({
      at: [...steps, 'targets', index, 'datasource', 'uid'],
      uid: mappingOf(mappingOf(target).datasource).uid,
    })),
  ]
  for (const { at, uid } of places)
    if (typeof uid === 'string' && !isBuiltIn(uid) && !uids.includes(uid))
      yield {
        ...inDocument(document, ...at),
        message: `${panelTitle(fields)} uses the datasource ${uid}, which is not provisioned.`,
        remedy: didYouMean(uid, uids) ?? `Use one of the provisioned datasources: ${uids.join(', ')}.`,
      }
}

function* queryProblems(document: EmbeddedDocument, panel: Panel): Iterable<Problem> {
  for (const { steps, expr } of queriesOf(document, panel)) {
    const problem = dashboardQueryProblem(expr)
    if (problem === undefined) continue
    yield {
      ...inDocument(document, ...steps),
      message: `${panelTitle(panel.fields)} has a query that Prometheus refuses: ${problem.message}.`,
      remedy: 'Correct the query.',
    }
  }
}
