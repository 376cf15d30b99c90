import { hash } from 'node:crypto'
import type { Environment, Finding, KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { readWrittenManifest } from '@thanos-gitops/manifest/read'
import { environmentNames } from '@thanos-gitops/render'
import type { EnvironmentSources, SourcedEnvironment } from '../sourced-environment.ts'
import type { SourcedFiles } from '../sources/sourced-files.ts'
import { inputsDigest, notingReads } from '../unchanged/inputs.ts'
import { recordFiles } from '../unchanged/record-file.ts'
import { programAndBase } from '../unchanged/running-program.ts'

/** An environment whose manifests were the committed ones in an earlier run. */
interface UnchangedEnvironment {
  /** A digest of what decided them. */
  readonly inputs: string
  readonly environment: Environment
  /** The file from the root, the digest of its text, and its object. */
  readonly manifests: readonly (readonly [file: string, digest: string, object: KubernetesObject])[]
}

/** Environments in which an earlier comparison found no change. They are not rendered again while their inputs are the same. */
export interface UnchangedEnvironments {
  /** @param committed the content of a file on the other side, by its path from the root */
  render(read: SourcedFiles, committed: (file: string) => string | undefined): SourcedEnvironment | readonly Finding[]
  /** Remembers an environment whose manifests are the committed ones. */
  remember(sourced: SourcedEnvironment): void
}

/** A record has the objects of its environment, which are a megabyte. */
const mostEnvironments = 50

/** Renders each environment if nothing identifies the modules that run, in pipelines, and in a repository with many environments. */
export function unchangedEnvironments(
  root: string,
  { render }: Pick<EnvironmentSources, 'render'>,
): UnchangedEnvironments {
  const names = environmentNames(root)
  const program = names.length > mostEnvironments ? undefined : programAndBase(root)
  const records = recordFiles<UnchangedEnvironment>(root, 'compared')
  const digests = new WeakMap<SourcedEnvironment, string>()
  return {
    render(read, committed) {
      const inputs = program === undefined ? undefined : inputsDigest(read, program, names)
      if (inputs === undefined) return render(read)
      const known = records.read(read.files.name)
      if (known?.inputs === inputs) {
        const texts = committedTexts(known, committed)
        if (texts !== undefined) return remembered(known, texts, read, render)
      }
      let isIdentified = true
      const note = (): void => {
        isIdentified = false
      }
      const sourced = render({ ...read, files: notingReads(read.files, note) })
      if (isIdentified && 'environment' in sourced) digests.set(sourced, inputs)
      return sourced
    },
    remember(sourced) {
      const inputs = digests.get(sourced)
      const { environment, manifests, objectsIn, objects } = sourced
      if (inputs === undefined || objects.length !== manifests.size) return
      records.write(environment.name, {
        inputs,
        environment,
        manifests: [...manifests].flatMap(([file, text]) =>
          objectsIn.get(file)!.map(({ object }) => [file, hash('sha256', text), object] as const),
        ),
      })
    },
  }
}

/** The texts of the manifests; undefined if one of them is not committed. */
function committedTexts(
  { manifests }: UnchangedEnvironment,
  committed: (file: string) => string | undefined,
): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>()
  for (const [file, digest] of manifests) {
    const text = committed(file)
    if (text === undefined || hash('sha256', text) !== digest) return undefined
    texts.set(file, text)
  }
  return texts
}

/** The environment without a render. It is rendered when the sources of a field are needed. */
function remembered(
  { environment, manifests }: UnchangedEnvironment,
  texts: ReadonlyMap<string, string>,
  read: SourcedFiles,
  render: EnvironmentSources['render'],
): SourcedEnvironment {
  let rendered: SourcedEnvironment | readonly Finding[] | undefined
  const renderedObject = (file: string): SourcedObject | undefined => {
    rendered ??= render(read)
    return 'environment' in rendered ? rendered.objectsIn.get(file)?.[0] : undefined
  }
  const objectsIn = new Map(
    manifests.map(([file, , object]) => [
      file,
      readWrittenManifest(file, texts.get(file)!, object).objects.map(
        (one): SourcedObject => ({
          ...one,
          origins: (pointer) => renderedObject(file)?.origins?.(pointer) ?? [],
          isPatched: () => renderedObject(file)?.isPatched?.() ?? false,
          originalImage: (pointer) => renderedObject(file)?.originalImage?.(pointer),
        }),
      ),
    ]),
  )
  const { pin, environment: settings } = read.files
  return {
    environment,
    ...(pin === undefined ? {} : { source: { name: pin, place: settings.place(['source']) } }),
    objects: [...objectsIn.values()].flat(),
    manifests: texts,
    objectsIn,
  }
}
