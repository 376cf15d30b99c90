import { argumentsOf, flagOf } from './flags.ts'
import type { Fields } from './world.ts'

/** What runs in a container, as far as its consequences are known here. */
export type Program =
  | 'prometheus'
  | 'alertmanager'
  | 'thanos compact'
  | 'thanos query'
  | 'thanos query-frontend'
  | 'thanos receive'
  | 'thanos rule'
  | 'thanos sidecar'
  | 'thanos store'

const subcommands = ['compact', 'query', 'query-frontend', 'receive', 'rule', 'sidecar', 'store'] as const

export function programOf(container: Fields): Program | undefined {
  const image = imageName(container.image)
  if (image === 'prometheus') return 'prometheus'
  if (image === 'alertmanager') return 'alertmanager'
  // A subcommand is the first argument, after the program's own name where there is a command.
  const first = argumentsOf(container).filter(
    (argument) => flagOf(argument) === undefined && !/(^|\/)thanos$/.test(argument),
  )[0]
  const subcommand = subcommands.find((name) => name === first)
  return image === 'thanos' && subcommand !== undefined ? `thanos ${subcommand}` : undefined
}

/** `thanos` of `quay.io/thanos/thanos:v0.42.4@sha256:…` */
export const imageName = (image: unknown): string => imageParts(image).name.split('/').at(-1)!

export function imageParts(image: unknown): { readonly name: string; readonly tag?: string; readonly digest?: string } {
  const [rest = '', digest] = String(image ?? '').split('@')
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1)
  return {
    name: colon < 0 ? rest : rest.slice(0, colon),
    ...(colon < 0 ? {} : { tag: rest.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** Prometheus' and Thanos' durations (`2d12h`), in seconds; undefined where it is none. Zero means without end. */
export function seconds(duration: unknown): number | undefined {
  const text = String(duration ?? '')
  if (text === '0') return 0
  if (!/^(\d+(\.\d+)?(ms|[smhdwy]))+$/.test(text)) return undefined
  let total = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)) total += Number(number) * units[unit!]!
  return total
}

const units: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
}

/** Sizes of flags (`512MB`, `1GiB`), in bytes; all of them count in 1024s there. */
export function bytes(size: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTPE]?)i?B?$/i.exec(String(size ?? ''))
  return match
    ? Number(match[1]) * 1024 ** ['', 'K', 'M', 'G', 'T', 'P', 'E'].indexOf(match[2]!.toUpperCase())
    : undefined
}
