// The programs that a run needs, and how they are built.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildProgram, findProgram, type ProgramName, programs } from '../verify-delivery/programs.ts'
import { contentOf, imagesIn } from './image-name.ts'
import { buildStackProgram, findStackProgram, type StackProgram } from './stack-programs.ts'

/** A program that is built from its Go module. */
export interface Buildable {
  /** `kubelet v1.36.3` */
  readonly title: string
  isBuilt(): boolean
  build(): Promise<string>
}

/** In the order in which they are built: each builds faster with the packages of the one before. */
const nodePrograms = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kube-router',
  'coredns',
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'gofakes3',
] as const satisfies ProgramName[]

export const ofDelivery = (name: ProgramName): Buildable => ({
  title: `${name} ${programs[name].version}`,
  isBuilt: () => findProgram(name) !== undefined,
  build: () => buildProgram(name),
})

export const ofStack = (program: StackProgram): Buildable => ({
  title: `${program.name} v${program.version}`,
  isBuilt: () => findStackProgram(program) !== undefined,
  build: () => buildStackProgram(program),
})

/** @param images of the environments */
export const programsFor = (images: readonly string[]): readonly Buildable[] => [
  ...nodePrograms.map(ofDelivery),
  ...stackPrograms(images).map(ofStack),
  ofStack(toolsFor(images).promtool),
]

/** The programs of the stack that the script itself starts: Thanos uploads blocks that promtool creates. */
export function toolsFor(images: readonly string[]): {
  readonly thanos: StackProgram
  readonly promtool: StackProgram
} {
  const all = stackPrograms(images)
  const versionOf = (name: string): string => {
    const found = all.find((program) => program.name === name)
    if (found === undefined) throw new Error(`No image contains ${name}.`)
    return found.version
  }
  return {
    thanos: { name: 'thanos', version: versionOf('thanos') },
    promtool: { name: 'promtool', version: versionOf('prometheus') },
  }
}

/** The programs of the stack in the images, each once. */
export function stackPrograms(images: readonly string[]): readonly StackProgram[] {
  const contents = images.map(contentOf).filter((content) => content?.kind === 'stack')
  return [...new Map(contents.map(({ program }) => [`${program.name} ${program.version}`, program])).values()]
}

/** The images of all manifests of an environment, each once. */
export function imagesOf(repository: string, environment: string): readonly string[] {
  const folder = join(repository, 'environments', environment, 'manifests')
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return [...new Set(files.flatMap(imagesIn))].toSorted()
}

/** The images of base objects, which the manifests of no environment need to contain. */
export const imagesOfBase = (objects: unknown): readonly string[] =>
  [...JSON.stringify(objects).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image!)
