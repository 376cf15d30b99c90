import { isObject } from '@thanos-gitops/manifest'

/** Prices per month of one core, and of one GiB of memory or storage. */
export interface Prices {
  readonly currency?: string
  readonly cpu?: number
  readonly memory?: number
  readonly storage?: number
  /** Prices by storage class, which override `storage`. */
  readonly storageClasses?: Readonly<Record<string, number>>
}

const keys = ['currency', 'cpu', 'memory', 'storage', 'storageClasses']

/** The content of a price file. Returns a message if it is not valid. */
export function readPrices(value: unknown): Prices | string {
  if (!isObject(value))
    return 'A price file must be a mapping with the keys cpu, memory, storage, storageClasses and currency.'
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) return `Unknown key ${unknown}. Known keys: ${keys.join(', ')}.`
  for (const key of ['cpu', 'memory', 'storage'])
    if (value[key] !== undefined && !isPrice(value[key]))
      return `${key} must be a price: a number of at least 0, for one core or one GiB per month.`
  const classes = value.storageClasses ?? {}
  if (!isObject(classes) || !Object.values(classes).every(isPrice))
    return 'storageClasses must map names of storage classes to prices.'
  if (value.currency !== undefined && typeof value.currency !== 'string') return 'currency must be a string.'
  return value as Prices
}

const isPrice = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
