import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** As scripts/instrument/added/kingpin.go writes it. */
export interface RecordedFlag {
  readonly name: string
  readonly help: string
  readonly short?: string
  readonly placeholder?: string
  readonly defaults?: readonly string[]
  readonly hidden?: boolean
  readonly required?: boolean
  readonly bool?: boolean
  readonly repeatable?: boolean
  /** The Go type of a value, such as `*kingpin.durationValue`. */
  readonly type: string
  readonly values?: readonly string[]
}

export interface RecordedCommand {
  /** `tools bucket web`; the empty string for a program without commands. */
  readonly name: string
  readonly hidden?: boolean
  readonly flags: readonly RecordedFlag[]
}

/** @param program the path of a program that `buildInstrumented` built */
export function recordedFlags(program: string): readonly RecordedCommand[] {
  const folder = mkdtempSync(join(tmpdir(), 'flags-'))
  try {
    const file = join(folder, 'flags.json')
    const { error, stderr } = spawnSync(program, { env: { ...process.env, RECORD_FLAGS: file }, encoding: 'utf8' })
    if (error) throw error
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as readonly RecordedCommand[]
    } catch {
      throw new Error(`${program} did not write its flags:\n${stderr}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
