// What the checks read of the rendered objects.

interface Named {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

export interface Issuer extends Named {
  readonly spec: object
}

export interface Certificate extends Named {
  readonly spec: {
    readonly secretName: string
    readonly commonName?: string
    readonly dnsNames?: readonly string[]
    readonly isCA?: boolean
    /** A duration of Go. */
    readonly duration?: string
    readonly usages?: readonly string[]
    readonly privateKey?: { readonly algorithm?: string; readonly size?: number }
  }
}

export interface ConfigMap extends Named {
  readonly data?: Readonly<Record<string, string>>
}

interface SecretSource {
  readonly secretName?: string
}

interface Volume {
  readonly name: string
  readonly secret?: SecretSource
  readonly projected?: {
    readonly sources: readonly {
      readonly secret?: { readonly name: string }
      readonly configMap?: { readonly name: string }
    }[]
  }
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[]
}

export interface Workload extends Named {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly Container[]; readonly volumes?: readonly Volume[] }
    }
  }
}

/** A file of a Secret that a container reads. */
export interface MountedFile {
  readonly workload: string
  readonly namespace: string
  readonly secret: string
  readonly folder: string
  readonly key: string
}

const secretsOf = ({ secret, projected }: Volume): readonly string[] => [
  ...(secret?.secretName === undefined ? [] : [secret.secretName]),
  ...(projected?.sources ?? []).flatMap((source) => source.secret?.name ?? []),
]

/**
 * The files that a workload reads from Secrets: those that its arguments name, and those in ConfigMaps, which have the same path in
 * all pods.
 *
 * @param secrets only these Secrets
 */
export function mountedFiles(
  { metadata, spec }: Workload,
  secrets: ReadonlySet<string>,
  configMaps: readonly ConfigMap[],
): readonly MountedFile[] {
  const { containers, volumes = [] } = spec.template.spec
  return volumes.flatMap((volume) =>
    secretsOf(volume)
      .filter((secret) => secrets.has(secret))
      .flatMap((secret) =>
        containers.flatMap(({ args = [], volumeMounts = [] }) =>
          volumeMounts
            .filter(({ name }) => name === volume.name)
            .flatMap(({ mountPath }) => {
              const own = configMaps.filter((configMap) => configMap.metadata.name === metadata.name)
              const text = [...args, ...own.flatMap(({ data = {} }) => Object.values(data))].join('\n')
              const others = new Set(keysOfConfigMaps(volume, configMaps))
              const keys = keysIn(text, mountPath).filter((key) => !others.has(key))
              return keys.map((key) => ({
                workload: metadata.name,
                namespace: metadata.namespace ?? '',
                secret,
                folder: mountPath,
                key,
              }))
            }),
        ),
      ),
  )
}

/** The files of a projected volume that are not those of its Secret. */
const keysOfConfigMaps = ({ projected }: Volume, configMaps: readonly ConfigMap[]): readonly string[] =>
  (projected?.sources ?? []).flatMap(({ configMap }) =>
    Object.keys(configMaps.find(({ metadata }) => metadata.name === configMap?.name)?.data ?? {}),
  )

/** The names of the files of a folder in a text, each once. */
function keysIn(text: string, folder: string): readonly string[] {
  const found = text.split(`${folder}/`).slice(1)
  return [...new Set(found.map((rest) => /^[\w.-]+/.exec(rest)?.[0] ?? ''))].filter(Boolean).toSorted()
}

const units = { h: 3600, m: 60, s: 1 } as const

/** The seconds of a duration of Go: `2160h0m0s`. */
export const secondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (total, [, count, unit]) => total + Number(count) * units[unit as keyof typeof units],
    0,
  )
