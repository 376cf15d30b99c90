import { formatPointer, listOf, type Mapping, mappingOf, stringMapOf } from '@thanos-gitops/manifest'
import { valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument } from '../thanos/places.ts'
import { withDistinctDocuments } from './configuration-problems.ts'

export const alertmanagerRoutesAreReachable: Check = {
  name: 'alertmanager-routes-are-reachable',
  question: 'rules',
  severity: 'error',
  why: 'Alertmanager sends an alert to the first route that matches, and to later ones only with continue. A route that no alert reaches sends no notification, and Alertmanager reports nothing.',
  remedy: 'Change the order of the routes, their matchers, or set continue: true.',
  source: 'https://prometheus.io/docs/alerting/latest/configuration/#route',
  *run(context) {
    const documents = programsNamed(context, 'alertmanager').flatMap((program) => {
      const document = context.documentAt(program.container, valueOrDefault(program, 'config.file') ?? '')
      return document === undefined ? [] : [{ document }]
    })
    for (const { document } of withDistinctDocuments(context, documents))
      yield* routeProblems(document, ['route'], mappingOf(mappingOf(document.value).route), new Map())
  },
}

type Steps = readonly (string | number)[]

/** The values that labels have at a route, and the place of the route that demands each. */
type Demanded = ReadonlyMap<string, { readonly value: string; readonly at: string }>

/** The problems of the routes below a route. */
function* routeProblems(
  document: EmbeddedDocument,
  steps: Steps,
  route: Mapping,
  demanded: Demanded,
): Iterable<Problem> {
  let catchAll: number | undefined
  for (const [index, child] of listOf(route.routes).map(mappingOf).entries()) {
    const at = [...steps, 'routes', index]
    if (catchAll !== undefined) {
      yield {
        ...inDocument(document, ...at),
        message: `no alert reaches this route: ${formatPointer([...steps, 'routes', catchAll])} comes first, matches every alert and has no continue.`,
        remedy: 'Move the route without matchers to the end of the list, or set continue: true in it.',
      }
      continue
    }
    if (matchersOf(child).length === 0 && child.continue !== true) catchAll = index
    yield* contradiction(document, at, child, demanded)
    yield* routeProblems(document, at, child, withEqualities(demanded, child, formatPointer(at)))
  }
}

function* contradiction(document: EmbeddedDocument, at: Steps, route: Mapping, demanded: Demanded): Iterable<Problem> {
  for (const [label, value] of equalitiesOf(route)) {
    const parent = demanded.get(label)
    if (parent === undefined || parent.value === value) continue
    yield {
      ...inDocument(document, ...at),
      message: `no alert reaches this route: it requires ${label}="${value}", but the route above it, ${parent.at}, requires ${label}="${parent.value}".`,
      remedy: 'Move the route next to the route above it, or correct a matcher.',
    }
  }
}

const withEqualities = (demanded: Demanded, route: Mapping, at: string): Demanded =>
  new Map([...[...equalitiesOf(route)].map(([label, value]) => [label, { value, at }] as const), ...demanded])

const matchersOf = ({ matchers, match, match_re: expressions }: Mapping): readonly unknown[] => [
  ...listOf(matchers),
  ...Object.keys(mappingOf(match)),
  ...Object.keys(mappingOf(expressions)),
]

/** The labels that a route compares with one value. */
function equalitiesOf({ matchers, match }: Mapping): ReadonlyMap<string, string> {
  const equalities = listOf(matchers).flatMap((matcher): readonly (readonly [string, string])[] => {
    const [, label, quoted, plain] = /^\s*([\w.]+)\s*=\s*(?:"([^"\\]*)"|([^"~\s,{}]+))\s*$/.exec(String(matcher)) ?? []
    const value = quoted ?? plain
    return label === undefined || value === undefined ? [] : [[label, value]]
  })
  return new Map([...equalities, ...Object.entries(stringMapOf(match))])
}
