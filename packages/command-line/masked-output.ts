import { maskText, printableOutput } from '@thanos-gitops/manifest'
import { hasColor } from './color.ts'

type Write = typeof process.stdout.write

const originals = new WeakMap<NodeJS.WriteStream, Write>()

/** Masks credentials and escapes controls in everything that this process prints from now on. May be called more than once. */
export function maskOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (originals.has(stream)) continue
    const write = stream.write.bind(stream) as Write
    originals.set(stream, write)
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) =>
      write(maskedChunk(chunk, hasColor(stream)), ...rest)) as Write
  }
}

const maskedChunk = (chunk: string | Uint8Array, color: boolean): string =>
  printableOutput(maskText(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()), { color })

/** Prints manifests as a render writes them. A render refuses credentials; what an exception allows must stay as it is. */
export const printManifests = (text: string): boolean =>
  (originals.get(process.stdout) ?? process.stdout.write.bind(process.stdout))(text)
