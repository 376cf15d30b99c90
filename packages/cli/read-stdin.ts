import { readFileSync } from 'node:fs'
import { Failure, reasonOf, unreadableFile } from '@thanos-gitops/manifest'

/** @throws Failure if standard input cannot be read */
export function readStdin(): Uint8Array {
  try {
    return readFileSync(0)
  } catch (error) {
    throw new Failure(
      unreadableFile(
        '-',
        reasonOf(error as NodeJS.ErrnoException),
        'Pipe manifests into the command, or name a folder.',
      ),
    )
  }
}
