// The data of a site as its files contain it. The builder writes it and the client reads it; both are of one version.
import type { Finding } from '@thanos-gitops/manifest'
import type { Amounts, CapacityChange, DeliveredChange } from '@thanos-gitops/manifest/change'
import type { TopologyNode } from '@thanos-gitops/manifest/topology'
import type { SiteCheck, SiteFinding, SitePin } from './model.ts'

/** In the page itself: what every view needs. */
export interface Overview {
  readonly title: string
  readonly revision?: string
  readonly isModified?: boolean
  readonly date?: string
  readonly lineUrl?: string
  readonly currency?: string
  readonly environments: readonly StoredEnvironment[]
  /** The objects of all environments; the position is the number of an object. */
  readonly objects: readonly StoredObject[]
  /** The different states of components. */
  readonly components: readonly StoredComponent[]
  /** The different pictures. */
  readonly pictures: readonly StoredPicture[]
  readonly checks?: {
    readonly errors: number
    readonly warnings: number
    readonly excepted: number
    readonly ran: number
  }
  readonly changes?: { readonly base: string }
}

export interface StoredEnvironment {
  readonly name: string
  readonly cluster: string
  readonly ring?: string
  readonly kubernetesVersion: string
  readonly namespace: string
  readonly delivery: string
  readonly objectStorage: string
  readonly retention?: string
  readonly layers: readonly string[]
  readonly pin?: SitePin
  /** The version of each object by its number; -1 without the object. Trailing objects may be missing. */
  readonly versions: readonly number[]
  /** Positions in `components`. */
  readonly components: readonly number[]
  /** Position in `pictures`. */
  readonly picture: number
  readonly total: Amounts
  readonly cost?: number
  readonly errors: number
  readonly warnings: number
}

export interface StoredComponent extends Amounts {
  readonly name: string
  /** Complete references, in the order of the containers. */
  readonly images: readonly string[]
  readonly retention: string
  readonly perNode?: boolean
  /** Per month. */
  readonly cost?: number
}

export interface StoredObject {
  readonly kind: string
  readonly apiVersion: string
  /** `{}` is the namespace of the environment. */
  readonly name: string
  /** Absent if it is the namespace of the environment, and for objects without a namespace. */
  readonly namespace?: string
  readonly component: string
  /** The name of its file, with `{}` as in the name. */
  readonly file: string
  /** How many different versions there are. */
  readonly versions: number
  /** The number of the file that contains them. The objects of a file are consecutive. */
  readonly chunk: number
}

/** `objects-<number>` is a list of these: all versions of one object. */
export interface ObjectVersions {
  /** `{}` is the folder of the environment. */
  readonly files: readonly string[]
  readonly origins: readonly StoredOrigin[]
  /** The sources of a line, newest first: positions in `origins`. */
  readonly sources: readonly (readonly number[])[]
  /** The different lines: the text and the position in `sources`. */
  readonly lines: readonly (readonly [text: string, sources: number])[]
  /** Positions in `lines`. */
  readonly versions: readonly (readonly number[])[]
}

/** The layer, the position in `files`, the line (0 if it is not known), and what the place does not show. */
export type StoredOrigin = readonly [layer: string, file: number, line: number, note?: string, value?: string]

export interface StoredPicture {
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
}

export interface PictureNode extends TopologyNode {
  /** The center. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A connection. Scrapes have no line in the picture, because Prometheus scrapes every workload. */
export interface PictureEdge {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly purpose: 'request' | 'scrape'
  readonly requirements: readonly string[]
  readonly points?: readonly (readonly [x: number, y: number])[]
  /** The center of the text. */
  readonly label?: readonly [x: number, y: number]
}

/** `checks`: the findings. */
export interface StoredChecks {
  readonly findings: readonly SiteFinding[]
  readonly checks: readonly SiteCheck[]
  readonly notes: readonly string[]
}

/** `changes`: the document of `diff --format json`, of which the client reads these fields. */
export interface StoredChanges {
  readonly reach?: unknown
  readonly environments: readonly { readonly name: string; readonly side: string }[]
  readonly objects: readonly (DeliveredChange & {
    readonly environment: string
  })[]
  readonly capacity: {
    readonly components: readonly (CapacityChange & {
      readonly environment: string
    })[]
    readonly total: Omit<CapacityChange, 'component'>
    readonly currency?: string
  }
  readonly findings: readonly (Finding & { readonly environment: string })[]
}
