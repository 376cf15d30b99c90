import {
  didYouMean,
  discardingReceiver,
  isObject,
  MappingReader,
  shownValue,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { routeFields } from './receiver-fields.ts'
import { below, type Copied, type SettingWriter } from './setting-writer.ts'

/** Labels that a route compares with a key of its own. The label `cluster` has the name of the environment's cluster. */
export const routedLabels = ['severity', 'team', 'cluster'] as const

type RouteKey = (typeof routedLabels)[number] | 'receiver' | 'routes' | 'matchers'

const routeKeys: readonly string[] = [...routedLabels, ...Object.keys(routeFields), 'routes']

/** What reading routes needs. */
export interface RouteContext {
  readonly writer: SettingWriter
  /** The names of the receivers. */
  readonly receivers: readonly string[]
  /** The receivers to which a route leads. */
  readonly reached: Set<string>
}

/** Reads a list of routes, in the form of Alertmanager, in which `severity`, `team` and `cluster` are matchers. */
export function readRoutes(
  parent: MappingReader<'routes'>,
  at: Copied,
  context: RouteContext,
  isBelowReceiver = false,
): readonly unknown[] {
  const routes = parent.list('routes')
  return context.writer.write(
    routes.map((route, index) => readRoute(parent, route, below(at, index), context, isBelowReceiver)),
    at,
  )
}

function readRoute(
  parent: MappingReader<'routes'>,
  value: unknown,
  at: Copied,
  context: RouteContext,
  isBelowReceiver: boolean,
): unknown {
  const reader = new MappingReader<RouteKey>({ ...parent.context, path: at.path }, isObject(value) ? value : {}, () =>
    parent.invalidate(),
  )
  if (!isObject(value)) {
    reader.problem(
      [],
      `A route must be a mapping, not ${shownValue(value)}.`,
      'Write for example {receiver: on-call, severity: critical}',
    )
    return {}
  }
  for (const key of Object.keys(value)) if (!routeKeys.includes(key)) reportUnknownKey(reader, key)
  const receiver = checkReceiver(reader, context)
  if (receiver === undefined && !isBelowReceiver && !reader.has('routes'))
    reader.problem([], 'The route leads to no receiver.', `Add receiver, one of ${nameList(context)}.`)
  return copyRoute(reader, value, at, context, isBelowReceiver || receiver !== undefined)
}

function copyRoute(
  reader: MappingReader<RouteKey>,
  value: Readonly<Record<string, unknown>>,
  at: Copied,
  context: RouteContext,
  isBelowReceiver: boolean,
): unknown {
  const { writer } = context
  const copied: Record<string, unknown> = {}
  const matchers = labelMatchers(reader)
  for (const [key, child] of Object.entries(value))
    if (key === 'routes') copied.routes = readRoutes(reader, below(at, 'routes'), context, isBelowReceiver)
    else if (key === 'matchers') matchers.push(...ownMatchers(child, below(at, key).path))
    else if (!(routedLabels as readonly string[]).includes(key)) copied[key] = writer.copy(child, below(at, key))
  if (matchers.length > 0) copied.matchers = matchers.map(({ matcher }) => matcher)
  for (const [index, { path }] of matchers.entries())
    writer.write(undefined, { path, steps: [...at.steps, 'matchers', String(index)] })
  return writer.write(copied, at)
}

interface Matcher {
  readonly matcher: unknown
  readonly path: YamlPath
}

const ownMatchers = (value: unknown, path: YamlPath): readonly Matcher[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((matcher, index) => ({
    matcher,
    path: [...path, index],
  }))

/** The matchers of `severity`, `team` and `cluster`: one value, or a list of which an alert has one. */
function labelMatchers(reader: MappingReader<RouteKey>): Matcher[] {
  return routedLabels.flatMap((label) => {
    if (!reader.has(label)) return []
    const value = reader.value(label)
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (values.length === 0 || !values.every((one) => typeof one === 'string' && one !== '')) {
      reader.problem(
        [label],
        `${label} must be a string or a list of strings, not ${shownValue(value)}.`,
        `Write for example ${label}: ${examples[label]}`,
      )
      return []
    }
    return [{ matcher: matcherOf(label, values as readonly string[]), path: [...reader.context.path, label] }]
  })
}

const examples = { severity: 'critical', team: 'databases', cluster: 'production' } as const

function matcherOf(label: string, values: readonly string[]): string {
  if (values.length === 1) return `${label}=${JSON.stringify(values[0])}`
  return `${label}=~${JSON.stringify(values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'))}`
}

function reportUnknownKey(reader: MappingReader<RouteKey>, key: string): void {
  const isLabel = ['environment', 'namespace', 'alertname', 'job', 'region', 'zone', 'tenant'].includes(key)
  const remedy =
    key === 'environment'
      ? 'Write cluster, the label with the name of the cluster of an environment.'
      : isLabel
        ? `Compare other labels with matchers: matchers: ['${key}="…"']`
        : (didYouMean(key, routeKeys) ?? `Known keys: ${routeKeys.join(', ')}.`)
  reader.keyProblem(key, `Unknown key ${key}.`, remedy)
}

/** The receiver of a route, which must exist. */
function checkReceiver(reader: MappingReader<RouteKey>, context: RouteContext): unknown {
  const receiver = reader.value('receiver')
  if (receiver === undefined) return undefined
  requireReceiver(reader, 'receiver', context)
  return receiver
}

/** Reports the name of a receiver that does not exist, and remembers that it is used. */
export function requireReceiver<Key extends string>(
  reader: MappingReader<Key>,
  key: Key,
  { receivers, reached }: Pick<RouteContext, 'receivers' | 'reached'>,
): void {
  const name = reader.value(key)
  if (typeof name === 'string') reached.add(name)
  const known = [...receivers, discardingReceiver]
  if (typeof name !== 'string' || !known.includes(name))
    reader.problem(
      [key],
      `There is no receiver ${shownValue(name)}.`,
      didYouMean(String(name), known) ?? `Receivers: ${nameList({ receivers })}.`,
    )
}

const nameList = ({ receivers }: Pick<RouteContext, 'receivers'>): string => receivers.join(', ')
