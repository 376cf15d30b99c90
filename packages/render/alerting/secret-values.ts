import { type AlertingField, didYouMean, type MappingReader, type YamlPath } from '@thanos-gitops/manifest'
import type { SecretReference } from './secret-references.ts'
import type { SecretSource } from './secret-source.ts'
import type { SettingWriter } from './setting-writer.ts'

type Values = Readonly<Partial<Record<AlertingField, unknown>>>

/** What mounts the Secrets of references, and what creates the Secret of `alerting.secrets`. */
export function secretValues(
  source: SecretSource,
  references: readonly SecretReference[],
  alerting: MappingReader<'secrets'>,
  writer: SettingWriter,
): Values {
  if (references.length === 0) return {}
  const own = keysOf(references.filter(({ secret }) => secret === undefined))
  return { ...mounted(source, references, writer), ...created(source, own, alerting, writer) }
}

/** The path of the first reference to each key, in the order of the keys. */
const keysOf = (references: readonly SecretReference[]): ReadonlyMap<string, YamlPath> =>
  new Map(
    references
      .toReversed()
      .map(({ key, path }) => [key, path] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  )

/** The sources of a projected volume: one for each Secret, with the keys that receivers read. */
function mounted(source: SecretSource, references: readonly SecretReference[], writer: SettingWriter): Values {
  const bySecret = Map.groupBy(references, ({ secret }) => secret ?? source.secret)
  const sources = [...bySecret]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ofSecret], index) => {
      const keys = [...keysOf(ofSecret)]
      for (const [item, [, path]] of keys.entries())
        writer.write(name, { path, steps: ['secretSources', String(index), 'secret', 'items', String(item)] })
      writer.write(name, { path: ofSecret[0]!.path, steps: ['secretSources', String(index)] })
      return { secret: { name, items: keys.map(([key]) => ({ key, path: `${name}/${key}` })) } }
    })
  writer.write(sources, { path: references[0]!.path, steps: ['secretSources'] })
  return { secretSources: sources }
}

/** What creates the Secret: the fields of an ExternalSecret or of a SealedSecret. */
function created(
  { store, sealed }: SecretSource,
  keys: ReadonlyMap<string, YamlPath>,
  alerting: MappingReader<'secrets'>,
  writer: SettingWriter,
): Values {
  const secrets = [...alerting.context.path, 'secrets']
  if (store !== undefined) {
    for (const [index, [, path]] of [...keys].entries())
      writer.write('', { path, steps: ['secretData', String(index)] })
    writer.write('', { path: [...secrets, 'secretKey'], steps: ['secretData'] })
    writer.write('', { path: [...secrets, 'secretStore'], steps: ['secretStore'] })
    writer.write('', { path: [...secrets, 'secretStoreKind'], steps: ['secretStoreKind'] })
    return {
      secretStore: store.name,
      secretStoreKind: store.kind,
      secretData: [...keys.keys()].map((key) => ({ secretKey: key, remoteRef: { key: store.entry, property: key } })),
    }
  }
  if (sealed === undefined) return {}
  reportSealedKeys(sealed, keys, alerting)
  for (const key of Object.keys(sealed))
    writer.write('', { path: [...secrets, 'sealed', key], steps: ['sealedData', key] })
  writer.write('', { path: [...secrets, 'sealed'], steps: ['sealedData'] })
  return { sealedData: sealed }
}

/** Each key has a sealed value, and each sealed value is read. */
function reportSealedKeys(
  sealed: Readonly<Record<string, string>>,
  keys: ReadonlyMap<string, YamlPath>,
  alerting: MappingReader<'secrets'>,
): void {
  const depth = alerting.context.path.length
  for (const [key, path] of keys)
    if (!Object.hasOwn(sealed, key))
      alerting.problem(
        [...path.slice(depth), 'key'],
        `There is no sealed value for the key ${key}.`,
        didYouMean(key, Object.keys(sealed)) ??
          `Run: echo -n VALUE | kubeseal --raw --namespace NAMESPACE --name alertmanager-receivers, and add the result to alerting.secrets.sealed: ${key}: AgB…`,
      )
  for (const key of Object.keys(sealed))
    if (!keys.has(key))
      alerting.keyProblem(
        'secrets',
        `No receiver reads the sealed key ${key}.`,
        `Remove ${key} from sealed, or refer to it: {key: ${key}}`,
      )
}
