// Results of earlier runs as JSON files in the user's cache.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Undefined if there is no such file, or none that can be read: what it records runs again. */
export function readRecorded<Recorded>(file: string): Recorded | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Recorded
  } catch {
    return undefined
  }
}

export function writeRecorded(file: string, recorded: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`)
}
