import type { Place } from './finding.ts'
import type { KubernetesObject } from './object.ts'

/** Who wrote a field of a rendered manifest. */
export interface Origin {
  readonly layer: 'base' | 'setting' | 'patch' | 'image' | 'renderer'
  /** The literal in a component's file, the line of `environment.yaml`, the operation in a patch file. */
  readonly place: Place
  /** What it wrote there; absent where it took the field away. Settings in a value of the base are written `{namespace}`. */
  readonly value?: unknown
  /** What the place does not tell: the operation, the setting, whose content hash it is. */
  readonly note?: string
  /** Where the component uses a piece that stands elsewhere. */
  readonly usedAt?: Place
  /** The other literals that a text is made of. */
  readonly partsAt?: readonly Place[]
}

/** An object with the place where each of its fields stands, whoever wrote it: the renderer, Helm, a person. */
export interface SourcedObject {
  readonly object: KubernetesObject
  /** Where a field stands in the file that was read; its nearest parent where it is absent. `''` is the object. */
  place(pointer: string): Place
  /** Where a character of the text at the pointer stands: `offset` counts from 0. Absent where nobody knows. */
  placeIn?(pointer: string, offset: number): Place
  /** Who wrote the field, newest first. Absent for manifests that this repository did not render. */
  origins?(pointer: string): readonly Origin[]
}
