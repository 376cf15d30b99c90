// The process that verifies one tool. It runs the parts one after the other, and sends their results to its parent process.
import type { DeliveryRig, PartContext, PartResult, RunPart, Tool } from './delivery-rig.ts'
import { type PartName, parts } from './parts.ts'
import { startRig } from './rig.ts'

/** What the parent process sends: which parts of which tool run. */
export interface ToolRun {
  readonly tool: Tool
  readonly parts: readonly PartName[]
  readonly match: string | undefined
  readonly environments: number
}

/** What this process sends for each check, and for a part that fails as a whole. */
export interface ReportedResult extends PartResult {
  readonly part: string
  readonly tool: Tool
}

async function run({ tool, parts: names, match, environments }: ToolRun): Promise<void> {
  let shared: Promise<DeliveryRig> | undefined
  const rig = (): Promise<DeliveryRig> => {
    shared ??= startRig(tool)
    return shared
  }
  try {
    for (const part of names) {
      const report = (result: PartResult): void => send({ ...result, part, tool })
      await runPart(part, { tool, match, environments, rig, report })
    }
  } finally {
    await (await shared?.catch(() => undefined))?.stop()
  }
}

async function runPart(name: PartName, context: PartContext): Promise<void> {
  try {
    const part: RunPart = await parts[name].load()
    await part(context)
  } catch (error) {
    context.report({
      title: 'the part ends',
      problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    })
  }
}

const send = (result: ReportedResult): void => {
  process.send!(result)
}

process.once('message', (message) => {
  run(message as ToolRun).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error)
      process.exit(2)
    },
  )
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
