import type { KubernetesObject, Place, UsedValue, YamlPath } from '@thanos-gitops/manifest'
import type { LabelRequirement } from './label-selector.ts'

export const operationNames = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const
export type OperationName = (typeof operationNames)[number]

/** One RFC 6902 operation of a patch file. Its path may still contain list steps such as `[name=thanos]`. */
export interface Operation {
  readonly op: OperationName
  readonly path: readonly string[]
  readonly from?: readonly string[]
  readonly value?: unknown
  readonly file: string
  /** Its path in the file: the index of the patch, `patch`, the index of the operation. */
  readonly at: YamlPath
  /** The place of one of its fields, or of a value below `value`. */
  place(field?: 'path' | 'from' | 'value', within?: YamlPath): Place
  /** Identifies the content of the file. Absent for operations that no file contains. */
  digest?(): string | undefined
  /** A scalar of the value as it is typed, if it is not in quotes. */
  typed(within: YamlPath): string | undefined
  /** The value of the environment that a part of the value refers to. Absent for operations that no file contains. */
  used?(within: YamlPath): UsedValue | undefined
}

/** The objects that a patch applies to: one by kind and name, or a number of objects by what they have in common. */
export interface Target {
  readonly kind?: string
  /** A glob with `*` and `?`. */
  readonly name?: string
  readonly group?: string
  readonly namespace?: string
  /** All requirements must hold. */
  readonly labelSelector?: readonly LabelRequirement[]
  readonly component?: string
  /** How many objects the target matches; required where it can match several. */
  readonly expect?: number
  readonly at: { readonly file: string; readonly at: YamlPath }
  place(field?: 'kind' | 'name' | 'expect'): Place
}

export interface Patch {
  readonly target: Target
  readonly operations: readonly Operation[]
}

/** An object that patches can change, as it is before the first patch. */
export interface TargetObject {
  readonly object: KubernetesObject
  readonly component: string
}

/** One change of a field by a patch, an image override, or a setting that applies after them. */
export interface FieldWrite {
  readonly layer: 'patch' | 'image' | 'setting'
  readonly op: OperationName
  /** The field. List steps are replaced by indexes, as they were when the operation was applied. */
  readonly pointer: string
  /** The source of a `move` or `copy`. */
  readonly from?: string
  /** The value of an `add` or `replace`. */
  readonly value?: unknown
  /** Of an image override: the image before. */
  readonly replacedImage?: string
  /** The place of the value, or of a value below it; the place of the path where the operation has no value. */
  place(within?: YamlPath): Place
  /** Identifies the content of the file. Absent for image overrides. */
  digest?(): string | undefined
  /** The value of the environment that a part of the value refers to. Absent for image overrides. */
  used?(within: YamlPath): UsedValue | undefined
}

/** An object after patches, with their changes in order. */
export interface PatchedObject {
  readonly object: KubernetesObject
  readonly writes: readonly FieldWrite[]
  /** What a setting removed after the patches: the groups of rules of other shards. */
  readonly removals?: readonly FieldWrite[]
}
