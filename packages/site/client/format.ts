import type { StoredComponent, StoredEnvironment, StoredObject } from '../stored.ts'

const binaryUnits = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const

/** Bytes as a Kubernetes quantity with at most one decimal: `1.5Gi`. */
export function bytesText(bytes: number): string {
  if (bytes === 0) return '0'
  const unit = Math.min(Math.floor(Math.log2(bytes) / 10), binaryUnits.length - 1)
  return `${number(bytes / 2 ** (10 * unit))}${binaryUnits[Math.max(unit, 0)]}`
}

/** Cores as a Kubernetes quantity: `250m`, `1.5`. */
export const coresText = (cores: number): string =>
  cores > 0 && cores < 1 ? `${Math.round(cores * 1000)}m` : number(cores)

export const number = (value: number): string => String(Math.round(value * 10) / 10)

export const costText = (cost: number | undefined, currency = ''): string =>
  cost === undefined ? '' : `${cost.toFixed(2)}${currency === '' ? '' : ` ${currency}`}`

/** `thanos:v0.42.4`, without the registry and the digest. */
export function shortImage(image: string): string {
  const [reference = ''] = image.split('@')
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** `prometheus v3.13.2, thanos v0.42.4` */
export const versionText = ({ images }: StoredComponent): string =>
  images.map((image) => shortImage(image).replace(':', ' ')).join(', ')

/** The name of an object in an environment. Without an environment, the placeholder is shown. */
export const nameIn = ({ name }: StoredObject, environment?: StoredEnvironment): string =>
  name.replaceAll('{}', environment?.namespace ?? '(namespace)')

export const labelIn = (object: StoredObject, environment?: StoredEnvironment): string =>
  `${object.kind}/${nameIn(object, environment)}`

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
