import type { Place } from './finding.ts'
import type { KubernetesObject } from './object.ts'

/** Who wrote a field of a rendered manifest. */
export interface Origin {
  readonly layer: 'base' | 'setting' | 'patch' | 'image' | 'renderer'
  /** The literal in a component's file, the line of `environment.yaml`, the operation in a patch file. */
  readonly place: Place
}

/** An object with the place where each of its fields stands, whoever wrote it: the renderer, Helm, a person. */
export interface SourcedObject {
  readonly object: KubernetesObject
  /** Where a field stands in the file that was read; its nearest parent where it is absent. `''` is the object. */
  place(pointer: string): Place
  /** Who wrote the field, newest first. Absent for manifests that this repository did not render. */
  origins?(pointer: string): readonly Origin[]
}
