// The files of the volumes of a pod, from ConfigMaps and Secrets.

interface Item {
  readonly key: string
  readonly path: string
}

interface ConfigMapSource {
  readonly name: string
  readonly items?: readonly Item[]
}

interface SecretVolumeSource {
  readonly secretName: string
  readonly items?: readonly Item[]
}

/** A volume with files, or an empty one of another kind. */
export interface Volume {
  readonly name: string
  readonly configMap?: ConfigMapSource
  readonly secret?: SecretVolumeSource
  readonly projected?: {
    readonly sources: readonly { readonly configMap?: ConfigMapSource; readonly secret?: ConfigMapSource }[]
  }
}

/** The content of a ConfigMap or a Secret by its keys. */
export type Keys = Readonly<Record<string, string>>

/** The ConfigMaps and Secrets of a namespace by their names. The values of Secrets are decoded. */
export interface Contents {
  readonly configMaps: ReadonlyMap<string, Keys>
  readonly secrets: ReadonlyMap<string, Keys>
}

/**
 * The files of a volume: their paths in the volume with their content.
 *
 * @throws Error if a ConfigMap or a Secret does not exist: a real pod would wait for it
 */
export function filesOf(
  { name, configMap, secret, projected }: Volume,
  contents: Contents,
): ReadonlyMap<string, string> {
  const sources = [
    ...(configMap === undefined ? [] : [{ configMap }]),
    ...(secret === undefined ? [] : [{ secret: { ...secret, name: secret.secretName } }]),
    ...(projected?.sources ?? []),
  ] as NonNullable<Volume['projected']>['sources']
  return new Map(
    sources.flatMap((source) => [
      ...selected(source.configMap, contents.configMaps, `ConfigMap of the volume ${name}`),
      ...selected(source.secret, contents.secrets, `Secret of the volume ${name}`),
    ]),
  )
}

function selected(
  source: ConfigMapSource | undefined,
  all: ReadonlyMap<string, Keys>,
  what: string,
): readonly (readonly [string, string])[] {
  if (source === undefined) return []
  const keys = all.get(source.name)
  if (keys === undefined) throw new Error(`The ${what} does not exist: ${source.name}.`)
  const items = source.items ?? Object.keys(keys).map((key) => ({ key, path: key }))
  return items.map(({ key, path }) => {
    const content = keys[key]
    if (content === undefined) throw new Error(`The ${what} has no key ${key}: ${source.name}.`)
    return [path, content] as const
  })
}
