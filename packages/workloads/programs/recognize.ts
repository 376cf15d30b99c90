import { listOf } from '@thanos-gitops/manifest'
import type { Argument } from '../arguments.ts'
import { parseImage } from '../image.ts'
import type { Container } from '../pod.ts'
import { programOfName } from './image-name.ts'
import { initPrograms, isCatalogued, shells } from './known.ts'
import { programOfArguments } from './signature.ts'

/** The program that a container runs, and the part of the manifest that shows it. */
export interface RecognizedProgram {
  /** `thanos`, `seaweedfs`; the name of the executable if `command` contains an unknown one. */
  readonly name: string
  readonly by: 'command' | 'arguments' | 'original image' | 'image'
  /** Without the executable. */
  readonly arguments: readonly Argument[]
}

const recognized = new WeakMap<Container, { readonly program: RecognizedProgram | undefined }>()

/**
 * The program of a container. A mirror may give an image any name, so the name is the last criterion, after the command, the
 * arguments, and the image before an override of `environment.yaml` (if the renderer recorded it). Undefined if none of these
 * shows the program.
 */
export function recognizeProgram(container: Container): RecognizedProgram | undefined {
  let found = recognized.get(container)
  if (!found) {
    found = { program: recognize(container) }
    recognized.set(container, found)
  }
  return found.program
}

function recognize(container: Container): RecognizedProgram | undefined {
  const executable = executableOf(container)
  if (executable !== undefined) {
    const name = programOfName(executable.name)
    if (name !== undefined) return { name, by: 'command', arguments: executable.rest }
    // The manifest does not show the program that a shell starts.
    const byArguments = isShell(executable.name) ? undefined : programOfArguments(executable.rest)
    return byArguments === undefined
      ? { name: executable.name, by: 'command', arguments: executable.rest }
      : { name: byArguments, by: 'arguments', arguments: executable.rest }
  }
  const all = container.arguments
  const byArguments = programOfArguments(all)
  if (byArguments !== undefined) return { name: byArguments, by: 'arguments', arguments: all }
  const original = programOfName(originalImage(container))
  if (original !== undefined) return { name: original, by: 'original image', arguments: all }
  const image = programOfName(container.imageReference.name)
  return image === undefined ? undefined : { name: image, by: 'image', arguments: all }
}

export const isShell = (executable: string): boolean => shells.includes(executable)

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `command[0]`, or the program that an init program such as tini starts; without `command`, the first argument if it is a program. */
function executableOf(container: Container): { readonly name: string; readonly rest: readonly Argument[] } | undefined {
  const all = container.arguments
  // A flag such as --web.route-prefix=/prometheus also ends in the name of a program.
  const first = all[0]?.flag === undefined ? baseName(all[0]?.text ?? '') : ''
  if (listOf(container.fields.command).length === 0)
    return isCatalogued(first) ? { name: first, rest: all.slice(1) } : undefined
  if (!initPrograms.includes(first)) return { name: first, rest: all.slice(1) }
  const separator = all.findIndex(({ text }) => text === '--')
  const start = separator > 0 ? separator + 1 : all.findIndex(({ text }, index) => index > 0 && !text.startsWith('-'))
  const executable = start > 0 ? all[start] : undefined
  return executable === undefined ? undefined : { name: baseName(executable.text), rest: all.slice(start + 1) }
}

/** The image name in the base or in a patch, before an override of `environment.yaml`; empty if that is not recorded. */
function originalImage({ workload: { object }, pointer }: Container): string {
  const image = object.originalImage?.(`${pointer}/image`)
  return image === undefined ? '' : parseImage(image).name
}
