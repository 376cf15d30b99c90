import { fork } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Results } from '../test/results.ts'
import type { Tool } from './delivery-rig.ts'
import type { LaneRun, ReportedResult } from './lane.ts'

export interface LaneResults {
  readonly tool: Tool
  readonly results: Results
  /** What was measured, by its name. */
  readonly figures: ReadonlyMap<string, string>
}

/** Runs the parts of a lane in a process of their own, prints each result, and counts them. */
export async function runLane(run: LaneRun): Promise<LaneResults> {
  const figures = new Map<string, string>()
  const counts = { passed: 0, failed: 0 }
  const child = fork(join(import.meta.dirname, 'lane.ts'), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on('line', (line) => console.log(`${run.tool.padEnd(7)}   ${line}`))
  child.on('message', (message) => {
    const result = message as ReportedResult
    counts[result.problems.length === 0 ? 'passed' : 'failed'] += 1
    for (const [name, value] of Object.entries(result.figures ?? {})) figures.set(name, value)
    console.log(resultText(result))
  })
  child.send(run)
  const code = await new Promise<number>((resolve) => child.once('close', (exitCode) => resolve(exitCode ?? 2)))
  // The process ends with another code only if it fails outside of its parts.
  const results = { ...counts, failed: counts.failed + (code === 0 ? 0 : 1), skipped: 0 }
  return { tool: run.tool, results, figures }
}

function resultText({ part, tool, title, problems }: ReportedResult): string {
  const line = `${tool.padEnd(7)} ${problems.length === 0 ? '✓' : '✗'} ${part}: ${title}`
  return [line, ...problems.flatMap((problem) => problem.split('\n').map((text) => `            ${text}`))].join('\n')
}

/** A Markdown table of all figures, with a column for each tool; empty if nothing was measured. */
export function figuresTable(lanes: readonly LaneResults[]): readonly string[] {
  const all = [...Map.groupBy(lanes, ({ tool }) => tool)].map(([tool, own]) => ({
    tool,
    figures: new Map(own.flatMap(({ figures }) => [...figures])),
  }))
  const names = [...new Set(all.flatMap(({ figures }) => [...figures.keys()]))]
  if (names.length === 0) return []
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    row(['measured', ...all.map(({ tool }) => tool)]),
    row(['---', ...all.map(() => '---')]),
    ...names.map((name) => row([name, ...all.map(({ figures }) => figures.get(name) ?? '-')])),
  ]
}
