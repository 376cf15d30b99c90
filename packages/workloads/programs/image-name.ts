import { aliases, cataloguedPrograms, otherPrograms } from './known.ts'

// Mirrors flatten and prefix the names of images: `quay.io/thanos/thanos` becomes `…/thanos-thanos` or `…/quay.io-thanos-thanos`.
// The last words of a name must be the program, and the words before it must be those of a registry or an organization.

/** Words at the end of a name for an architecture, an operating system or a variant. */
const variants = new Set(
  'amd64 arm64 arm armv7 x86 64 linux alpine debian bookworm trixie slim minimal distroless static debug fips nonroot rootless hardened mirror image'.split(
    ' ',
  ),
)
const isVariant = (word: string): boolean =>
  variants.has(word) || /^v?\d+$/.test(word) || /^(ubi|rhel|el)\d+$/.test(word)

/** Words before the program that registries, organizations and mirrors contribute. */
const registryWords = new Set(
  'quay io docker dockerhub hub index ghcr gcr k8s registry com org dev library prom prometheus prometheuscommunity thanos thanosio bitnami bitnamilegacy chainguard cgr dhi openshift openshift4 ose mirror mirrors mirrored proxy cache remote upstream public ecr aws amazonaws pkg images image'.split(
    ' ',
  ),
)
const isRegistryWord = (word: string): boolean => registryWords.has(word) || /^\d+$/.test(word) || isVariant(word)

/** An organization and its image, as the last words of a flattened name: any prefix may precede them. */
const publishedImages = [
  ['thanos', 'thanos'],
  ['thanosio', 'thanos'],
  ['bitnami', 'thanos'],
  ['prom', 'prometheus'],
  ['prometheus', 'prometheus'],
  ['prom', 'alertmanager'],
  ['prometheus', 'alertmanager'],
  ['library', 'memcached'],
  ['bitnami', 'memcached'],
]

const programWords = [...cataloguedPrograms, ...otherPrograms, ...Object.keys(aliases)]
  .map((name) => ({ name: aliases[name] ?? name, words: name.split('-') }))
  // The longest name applies: `memcached-exporter` is not `exporter`.
  .sort((a, b) => b.words.length - a.words.length)

const endsWith = (words: readonly string[], end: readonly string[]): boolean =>
  words.length >= end.length && end.every((word, index) => words[words.length - end.length + index] === word)

/**
 * The program of an image name without tag, or of an executable; undefined if the name alone does not determine it, as for
 * `myapp-thanos-plugin` or `acme-thanos`.
 */
export function programOfName(name: string): string | undefined {
  const words = name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    .split(/[-_.]+/)
    .filter((word) => word !== '')
  while (words.length > 1 && isVariant(words.at(-1)!)) words.pop()
  const found = programWords.find((program) => endsWith(words, program.words))
  if (found === undefined) return undefined
  const before = words.slice(0, words.length - found.words.length)
  // A name of several words is distinctive with any words before it.
  const isDistinctive = found.words.length > 1 || publishedImages.some((pair) => endsWith(words, pair))
  return isDistinctive || before.every(isRegistryWord) ? found.name : undefined
}
