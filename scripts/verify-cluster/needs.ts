// What a part needs of the machine.
import { which } from 'zx'

/** A node also needs root. Pods as processes need root for their mounts and for the port of DNS. */
export type Need = 'node' | 'root' | 'nothing'

/** A program of the distribution. */
export interface InstalledProgram {
  /** The first of these that is on PATH is used. */
  readonly programs: readonly string[]
  /** The package of Debian with one of them. */
  readonly package: string
}

export interface Needs {
  readonly needs: Need
  /** In addition to the programs that a node or pods need. */
  readonly installed?: readonly InstalledProgram[]
}

/** The path of the first of these programs on PATH. */
export async function firstInstalled(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const path = await which(program, { nothrow: true })
    if (path !== null) return path
  }
  return undefined
}
