// Runs command lines one after the other in this process, and writes their results to the fourth file of the process:
//   node one-process.ts [{"file": "packages/cli/main.ts", "args": ["check"]}, …]
// A file exports `main`, or the one command of an npm script. It is a path from the root of the checkout that contains this file.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Command, runScript } from '@thanos-gitops/command-line'
import type { CommandResult } from './command.ts'

export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
}

const root = resolve(import.meta.dirname, '../..')

/** Whether a module exports the value for an npm script. */
export const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' && value !== null && 'declaration' in value && 'run' in value

async function run({ file, args }: CommandLine): Promise<number> {
  const exported = (await import(pathToFileURL(join(root, file)).href)) as Readonly<Record<string, unknown>>
  if (typeof exported.main === 'function') return (exported.main as (args: readonly string[]) => Promise<number>)(args)
  process.argv.splice(1, Number.POSITIVE_INFINITY, join(root, file), ...args)
  await runScript(Object.values(exported).find(isCommand)!)
  return Number(process.exitCode)
}

/** Collects what is written to a stream. */
function collect(stream: NodeJS.WriteStream): () => string {
  let text = ''
  stream.write = ((chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    return true
  }) as typeof stream.write
  return () => {
    const written = text
    text = ''
    return written
  }
}

if (import.meta.main) {
  const lines = JSON.parse(process.argv[2]!) as readonly CommandLine[]
  const [stdout, stderr] = [collect(process.stdout), collect(process.stderr)]
  const results: Omit<CommandResult, 'output'>[] = []
  for (const line of lines) results.push({ status: await run(line), stdout: stdout(), stderr: stderr() })
  writeFileSync(3, JSON.stringify(results))
  process.exitCode = 0
}
