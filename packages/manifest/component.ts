import type { PageName } from './access.ts'
import type { ReceiverSecretProvider } from './alerting.ts'
import type { BackupProvider } from './bucket.ts'
import type { Environment } from './environment.ts'
import type { KubernetesObject } from './object.ts'
import type { CertificateAuthority } from './tls.ts'

/** A part of the stack that an environment has or does not have: one file of `base/components` or `base/own`. */
export interface Component<Name extends string = string> {
  /** Also the name of its file, its workload, `app.kubernetes.io/name` and its manifests. */
  readonly name: Name
  readonly objects: readonly KubernetesObject[]
}

export const defineComponent = <const Name extends string>(
  name: Name,
  objects: readonly KubernetesObject[],
): Component<Name> => ({ name, objects })

/** The export of `base/index.ts`. `Name` is the union of the names of its components, without those of a team. */
export interface Base<Name extends string = string> {
  /** The components of every environment. */
  readonly required: readonly Component<Name>[]
  /** The components of the environments that list them in `components`. */
  readonly optional: readonly Component<Name>[]
  /** Names of optional components of which an environment can have one: they provide the same thing in different ways. */
  readonly alternatives?: readonly (readonly Name[])[]
  /** Components that a team added to `base/own`, of the environments that list them. */
  readonly own?: readonly Component[]
  /**
   * Components that `thanos-gitops import` wrote to `base/own`, of the environments that list them. They can have the same objects as
   * other components, which are then not in the same environment.
   */
  readonly imported?: readonly Component[]
  /** The component of each `objectStorage` provider. A base need not have all providers. */
  readonly objectStorage: Readonly<Partial<Record<Environment['objectStorage'], Component<Name>>>>
  /** The component of each provider of the second bucket, for environments with `backup`. */
  readonly backup?: Readonly<Partial<Record<BackupProvider, Component<Name>>>>
  /** The component of each source of the Secrets of receivers, for environments whose receivers read Secrets. */
  readonly receiverSecrets?: Readonly<Partial<Record<ReceiverSecretProvider, Component<Name>>>>
  /** The component through which people open each page, for environments with `access`. */
  readonly pages?: Readonly<Partial<Record<PageName, Component<Name>>>>
  /** The component of each authority of certificates, for environments with `tls`. */
  readonly certificates?: Readonly<Partial<Record<CertificateAuthority, Component<Name>>>>
  /** The component of each source of the Secret of the sign-in, for environments with `access`. */
  readonly accessSecrets?: Readonly<Partial<Record<ReceiverSecretProvider, Component<Name>>>>
  /** The component of each source of the Secret with Grafana's password, for environments with the component grafana. */
  readonly grafanaSecrets?: Readonly<Partial<Record<ReceiverSecretProvider, Component<Name>>>>
}
