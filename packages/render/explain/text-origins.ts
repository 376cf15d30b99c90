// The sources of a string or a number of the base that contains settings: where each setting is written.
import {
  countedWorkload,
  type Environment,
  hashedConfigMap,
  numberReference,
  type Origin,
  replaceReferences,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { settingsOf } from '../base/resolve-references.ts'
import { pathOfShard } from '../base/shards.ts'
import { originAt } from './origin-at.ts'
import { placeOrTop, settingOrigins } from './setting-history.ts'

/** The environment of a history. */
export interface HistoryInput {
  readonly environment: Environment
  readonly settings: YamlFile
}

/** The sources of a string with references: the settings, then the literal of the base. */
export function originsOfText(value: string, base: Origin, input: HistoryInput): readonly Origin[] {
  const number = numberReference(value)
  if (number !== undefined) return [originOfNumber(number, input), base]
  const names = new Set<string>()
  const settings = settingsOf(input.environment)
  const text = replaceReferences(value, (reference) => {
    names.add(reference)
    return settings[reference]
  })
  const origins = [...names].flatMap((name): Origin | readonly Origin[] => {
    const configMap = hashedConfigMap(name)
    if (configMap !== undefined)
      return { layer: 'renderer', place: base.place, note: `content hash of ConfigMap/${configMap}` }
    const workload = countedWorkload(name)
    if (workload !== undefined) return { layer: 'renderer', place: base.place, note: `replicas of ${workload}` }
    const path = pathOfSetting(name, input.environment)
    const setAt = settingPath(input.settings.value, path)
    const note = setAt ? path.join('.') : `${name}, by default`
    const setting = originAt(() => placeOrTop(input.settings, setAt), { layer: 'setting', value: text, note })
    return settingOrigins(input.settings, setAt ?? path, setting)
  })
  return [...origins, base]
}

/** Where a setting is written: some are parts of others. */
const pathOfSetting = (name: string, environment: Environment): readonly string[] => {
  if (name === 'scheme') return ['tls']
  // The address has the scheme, which decides about TLS, and the port, which decides about the protocol.
  if (/^tracing\.(address|client|insecure)$/.test(name)) return ['tracing', 'endpoint']
  if (name === 'query.grpcHost') return ['query', 'grpcAddress']
  return pathOfShard(name, environment) ?? name.replace(/^externalHosts\./, 'externalUrls.').split('.')
}

export type NumberSetting = NonNullable<ReturnType<typeof numberReference>>

export function originOfNumber(name: NumberSetting, input: HistoryInput): Origin {
  if (name === 'zones') return originOfZones(input)
  return name.includes('autoscaling') ? originOfAutoscaling(name, input) : originOfPort(name, input)
}

/** A limit that is not set has a default. */
function originOfAutoscaling(name: NumberSetting, { environment, settings }: HistoryInput): Origin {
  const path = name.split('.')
  const isSet = valueAt(settings.value, path) !== undefined
  return originAt(() => settings.place(isSet ? path : path.slice(0, -1)), {
    layer: 'setting',
    value: Number(settingsOf(environment)[name]),
    note: isSet ? name : `${name}, by default`,
  })
}

const originOfZones = ({ environment, settings }: HistoryInput): Origin =>
  originAt(() => settings.place(['zones']), { layer: 'setting', value: environment.zones, note: 'zones' })

/** A port is a part of an address. */
function originOfPort(port: NumberSetting, input: HistoryInput): Origin {
  const { environment, settings } = input
  const path = port === 'access.port' ? ['access', 'issuer'] : [port.replace(/\.port$/, ''), 'endpoint']
  const isSet = valueAt(settings.value, path) !== undefined
  return originAt(() => placeOrTop(settings, isSet ? path : undefined), {
    layer: 'setting',
    value: settingsOf(environment)[path.join('.')],
    note: `port of ${path.join('.')}${isSet ? '' : ', by default'}`,
  })
}

/** Where a setting is set: at its path, or at a shorter one with one value for all fields, as in `retention: 30d`. */
function settingPath(settings: unknown, path: readonly string[]): readonly string[] | undefined {
  if (valueAt(settings, path) !== undefined) return path
  const group = path.slice(0, -1)
  return group.length > 0 && typeof valueAt(settings, group) === 'string' ? group : undefined
}
