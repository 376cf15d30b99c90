import { listOf, type Mapping, mappingOf, stringMapOf, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import { finiteValues, matches } from '../promql/labels/matcher-values.ts'

/** How the Alertmanagers of the manifests handle the label severity. */
export interface SeverityRouting {
  /** The values in routes and inhibition rules. */
  readonly values: readonly string[]
  /** Whether a route or an inhibition rule is for the value. */
  isExpected(value: string): boolean
  /** Whether alerts that no route for a severity takes are lost: the root receiver has no integrations. */
  readonly dropsOthers: boolean
}

/** Undefined if no configuration in the manifests uses severity. */
export const severityRouting = perContext((context): SeverityRouting | undefined => {
  const configurations = configurationsIn(context)
  const matchers = configurations.flatMap(severityMatchers)
  if (matchers.length === 0) return undefined
  return {
    values: [...new Set(matchers.flatMap((matcher) => finiteValues(matcher) ?? []))],
    isExpected: (value) => matchers.some((matcher) => matches(matcher, value)),
    dropsOthers: configurations.every(rootDrops),
  }
})

// A configuration is recognized by its content: the operator reads it from a Secret, and other programs mount it.
const configurationsIn = (context: CheckContext): readonly Mapping[] =>
  context.documents
    .filter(({ text }) => /^\W*receivers\b/m.test(text) && /^\W*route\b/m.test(text))
    .map(({ value }) => mappingOf(value))
    .filter(({ route, receivers }) => route !== undefined && Array.isArray(receivers))

function severityMatchers(configuration: Mapping): readonly LabelMatcher[] {
  const inhibitions = listOf(configuration.inhibit_rules).map(mappingOf)
  return [
    ...routesIn(mappingOf(configuration.route)).flatMap((route) =>
      matchersOf(route.matchers, route.match, route.match_re),
    ),
    ...inhibitions.flatMap((rule) => [
      ...matchersOf(rule.source_matchers, rule.source_match, rule.source_match_re),
      ...matchersOf(rule.target_matchers, rule.target_match, rule.target_match_re),
    ]),
  ].filter(({ label, operator }) => label === 'severity' && (operator === '=' || operator === '=~'))
}

const routesIn = (route: Mapping): readonly Mapping[] => [
  route,
  ...listOf(route.routes).flatMap((child) => routesIn(mappingOf(child))),
]

function matchersOf(matchers: unknown, match: unknown, matchRegex: unknown): readonly LabelMatcher[] {
  const place = { from: 0, to: 0 }
  return [
    ...listOf(matchers).flatMap((matcher) => parseMatchers(String(matcher))),
    ...Object.entries(stringMapOf(match)).map(([label, value]) => ({ label, operator: '=', value, ...place }) as const),
    ...Object.entries(stringMapOf(matchRegex)).map(
      ([label, value]) => ({ label, operator: '=~', value, ...place }) as const,
    ),
  ]
}

/** `severity="critical"`, `severity =~ warning|info`, `{severity="critical", team="a"}` */
const parseMatchers = (text: string): readonly LabelMatcher[] =>
  [...text.matchAll(/"?([\w.]+)"?\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^",}]*))/g)].map(
    ({ 1: label = '', 2: operator, 3: quoted, 4: plain }) => ({
      label,
      operator: operator as LabelMatcher['operator'],
      value: quoted ?? (plain ?? '').trim(),
      from: 0,
      to: 0,
    }),
  )

/** Whether the root route has a receiver without integrations, and no child route takes alerts of any severity. */
function rootDrops(configuration: Mapping): boolean {
  const route = mappingOf(configuration.route)
  const receiver = listOf(configuration.receivers)
    .map(mappingOf)
    .find(({ name }) => stringOf(name) === stringOf(route.receiver))
  const hasIntegrations = Object.keys(receiver ?? {}).some((key) => key.endsWith('_configs'))
  const takesAny = listOf(route.routes)
    .map(mappingOf)
    .some((child) => matchersOf(child.matchers, child.match, child.match_re).length === 0)
  return receiver !== undefined && !hasIntegrations && !takesAny
}
