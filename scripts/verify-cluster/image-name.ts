// What is in the images that manifests name.
import { goPrograms } from '../instrument/programs.ts'
import { dnsImage } from './node/add-ons.ts'
import { pauseImage } from './node/settings.ts'
import type { StackProgram } from './stack-programs.ts'

/** The stand-in for Ceph's object gateway. */
export const objectStoreImage = 'verify-cluster/object-store:1'

/** The content of an image: programs of the stack in their version, or what a program of verify:delivery or busybox does. */
export type ImageContent =
  | { readonly kind: 'stack'; readonly program: StackProgram }
  | { readonly kind: 'pause' | 'coredns' | 's3' }

/** @returns undefined if nothing here builds the program of the image */
export function contentOf(image: string): ImageContent | undefined {
  if (image === pauseImage) return { kind: 'pause' }
  if (image === dnsImage) return { kind: 'coredns' }
  if (image === objectStoreImage) return { kind: 's3' }
  const { name, tag } = nameAndTag(image)
  if (name === 'seaweedfs') return { kind: 's3' }
  const program = name === 'node_exporter' ? 'node-exporter' : name
  const version = /^v?(\d+\.\d+\.\d+)$/.exec(tag)?.[1]
  return version === undefined || !Object.hasOwn(goPrograms, program)
    ? undefined
    : { kind: 'stack', program: { name: program, version } }
}

/** `registry.example.com/mirror/thanos:v0.42.4@sha256:…` is `thanos` with the tag `v0.42.4`. */
function nameAndTag(image: string): { readonly name: string; readonly tag: string } {
  const [, name = '', tag = ''] = /([^/:@]+)(?::([^/@]+))?(?:@.*)?$/.exec(image) ?? []
  return { name, tag }
}

/** The images of all containers of a manifest, in the order in which they appear. */
export const imagesIn = (manifest: string): readonly string[] =>
  [...manifest.matchAll(/^ *(?:- )?image: (\S+)$/gm)].map(([, image]) => image!.replace(/^["']|["']$/g, ''))
