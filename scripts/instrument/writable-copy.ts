import { chmodSync, cpSync, globSync } from 'node:fs'
import { join } from 'node:path'

/** Copies a module. Its files in Go's cache cannot be written, and Go refuses to replace them by `-overlay`. */
export function writableCopy(folder: string, target: string): void {
  cpSync(folder, target, { recursive: true })
  for (const path of ['.', ...globSync('**', { cwd: target })]) chmodSync(join(target, path), 0o755)
}
