// The process of a lane: it runs parts with one tool, one after the other, and sends their results to its parent process.
import type { DeliveryRig, Tool } from './delivery-rig.ts'
import type { PartContext, PartResult, RunPart } from './part.ts'
import { type PartName, parts } from './parts.ts'
import { recordPart } from './recorded-parts.ts'
import { startRig } from './rig.ts'
import type { PlannedScenario } from './scenarios/planned-scenario.ts'

/** What the parent process sends: the parts of a lane of a tool. */
export interface LaneRun {
  readonly tool: Tool
  readonly parts: readonly PartName[]
  readonly match: string | undefined
  readonly again: boolean
  readonly environments: number
  readonly scenarios: readonly PlannedScenario[]
  /** The key under which the results of a part are recorded, by the name of the part. */
  readonly keys: Readonly<Partial<Record<PartName, string>>>
}

/** What this process sends for each check, and for a part that fails as a whole. */
export interface ReportedResult extends PartResult {
  readonly part: string
  readonly tool: Tool
}

async function run({ tool, parts: lane, keys, ...options }: LaneRun): Promise<void> {
  let shared: Promise<DeliveryRig> | undefined
  const rig = (): Promise<DeliveryRig> => {
    shared ??= startRig(tool)
    return shared
  }
  try {
    for (const name of lane) {
      const results: PartResult[] = []
      const report = (result: PartResult): void => {
        results.push(result)
        send({ ...result, part: name, tool })
      }
      await runPart(name, { tool, ...options, rig, report })
      recordPart({ part: name, tool }, keys[name], results)
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
  run(message as LaneRun).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error)
      process.exit(2)
    },
  )
})
// Its last messages are then sent. Something that a part left open must not keep this process, nor the end of its parent.
process.once('disconnect', () => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
