import type { Place } from './finding.ts'
import type { KubernetesObject } from './object.ts'

/** A source of a field of a rendered manifest. */
export interface Origin {
  readonly layer: 'base' | 'resource' | 'setting' | 'patch' | 'image' | 'renderer'
  /** The literal in the file of a component, the value in a file of `resources/`, the line in `environment.yaml`, or the operation in a patch file. */
  readonly place: Place
  /** Where the value of the operation begins, if the place is inside of it. */
  readonly start?: Place
  /** The value that it set; absent if it removed the field. A setting in a value of the base is written `{namespace}`. */
  readonly value?: unknown
  /** What the place does not show: the operation, the setting, the ConfigMap of a content hash. */
  readonly note?: string
  /** Where the component uses a value that is defined in another file, or where a patch refers to a value of `environment.yaml`. */
  readonly usedAt?: Place
  /** The other literals that a string consists of. */
  readonly partsAt?: readonly Place[]
}

/** An object with the places of its fields, in a manifest of any source: this renderer, Helm, a person. */
export interface SourcedObject {
  readonly object: KubernetesObject
  /** The place of a field in its file, or of its nearest parent that exists. `''` is the object. */
  place(pointer: string): Place
  /** The place of a character of the string at the pointer; `offset` counts from 0. */
  placeIn?(pointer: string, offset: number): Place
  /** The sources of the field, newest first. Absent for manifests that this repository did not render. */
  origins?(pointer: string): readonly Origin[]
  /** Whether an operation of a patch wrote to the object. `origins` reads the sources of the base, this does not. */
  isPatched?(): boolean
  /** The image of the base or of a patch that an override of `environment.yaml` replaced. Undefined without such an override. */
  originalImage?(pointer: string): string | undefined
}
