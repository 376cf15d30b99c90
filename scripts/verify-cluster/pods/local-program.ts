// The program of this machine for the image of a container.
import { contentOf } from '../image-name.ts'
import { firstInstalled } from '../needs.ts'
import { findStackProgram } from '../stack-programs.ts'

/** A program that listens at the address of its pod. */
export interface LocalProgram {
  readonly path: string
  /** Arguments in addition to those of the container: by default, these servers listen on all addresses, which pods of one machine share. */
  readonly args: readonly string[]
  /** Whether it needs no files of this machine, so that its root can be the folder of the pod. */
  readonly isStatic: boolean
}

/** Programs of Debian, by the name of the image. The first that is installed. */
const ofDistribution: Readonly<
  Record<string, { readonly programs: readonly string[]; readonly args: (address: string) => readonly string[] }>
> = {
  memcached: { programs: ['memcached'], args: (address) => [`--listen=${address}`, '--user=nobody'] },
  // Debian 12 has no Valkey. The last Redis before Valkey has the same protocol, flags and statistics.
  valkey: { programs: ['valkey-server', 'redis-server'], args: (address) => ['--bind', address] },
}

/** Arguments of the programs that have a port which no manifest names, by program and subcommand. */
const ofStack: Readonly<Record<string, (address: string) => readonly string[]>> = {
  'thanos receive': (address) => [`--receive.capnproto-address=${address}:19391`],
  prometheus: (address) => [`--web.listen-address=${address}:9090`],
}

export const addressArguments = (program: string, subcommand: string, address: string): readonly string[] =>
  (ofStack[program] ?? ofStack[`${program} ${subcommand}`])?.(address) ?? []

/** @returns undefined for an image whose program is not on this machine, such as that of an exporter */
export async function localProgram(
  image: string,
  args: readonly string[],
  address: string,
): Promise<LocalProgram | undefined> {
  const content = contentOf(image)
  if (content?.kind === 'stack') {
    const path = findStackProgram(content.program)
    if (path === undefined) throw new Error(`${content.program.name} is not built.`)
    return { path, args: addressArguments(content.program.name, args[0] ?? '', address), isStatic: true }
  }
  const name = /([^/:]+)(?::[^/]*)?$/.exec(image)?.[1] ?? ''
  const found = ofDistribution[name]
  if (found === undefined) return undefined
  const path = await firstInstalled(found.programs)
  if (path === undefined) throw new Error(`${found.programs.join(' or ')} is not installed.`)
  return { path, args: found.args(address), isStatic: false }
}
