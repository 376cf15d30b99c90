// Runs a program on many files at once, and returns which of them it accepts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Referee {
  readonly program: string
  /** The arguments for some files. */
  args(files: readonly string[]): readonly string[]
  /** Whether the output of the program reports that a file is valid. */
  accepts(output: string, file: string): boolean
}

/** @returns whether the program accepts each of the documents */
export function judgedBy(referee: Referee, documents: readonly string[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'referee-'))
  try {
    const files = documents.map((content, index) => {
      const file = join(folder, `${String(index).padStart(4, '0')}.yaml`)
      writeFileSync(file, content)
      return file
    })
    const { stdout, stderr, error } = spawnSync(referee.program, referee.args(files), {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (error !== undefined) throw error
    return files.map((file) => referee.accepts(`${stdout}\n${stderr}`, file))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The output between the line that names a file and the next such line. */
function outputOf(output: string, file: string, prefix: string): string {
  const from = output.indexOf(prefix + file)
  if (from === -1) throw new Error(`The referee does not report ${file}: ${output.slice(0, 500)}`)
  const to = output.indexOf(prefix, from + 1)
  return output.slice(from, to === -1 ? undefined : to)
}

export const referees = {
  prometheusConfig: (program: string): Referee => ({
    program,
    args: (files) => ['check', 'config', '--syntax-only', ...files],
    accepts: (output, file) => output.includes(`SUCCESS: ${file} is valid`),
  }),
  prometheusRules: (program: string): Referee => ({
    program,
    args: (files) => ['check', 'rules', '--lint=none', ...files],
    accepts: (output, file) => /SUCCESS: \d+ rules found/.test(outputOf(output, file, 'Checking ')),
  }),
  alertmanagerConfig: (program: string): Referee => ({
    program,
    args: (files) => ['check-config', ...files],
    accepts: (output, file) => outputOf(output, `${file}'`, "Checking '").includes('SUCCESS'),
  }),
  thanosRules: (program: string): Referee => ({
    program,
    args: (files) => ['tools', 'rules-check', '--log.format=json', ...files.map((file) => `--rules=${file}`)],
    accepts: (output, file) => outputOf(output, `${file}"`, '"filename":"').includes('"result":"SUCCESS"'),
  }),
} as const
