// npx node scripts/tests/origins/main.ts: proves the origins of all literals, which takes some minutes.
import { rmSync } from 'node:fs'
import { copyWithVariants, explainedLines } from './explained-lines.ts'
import { decidingLiterals } from './literals.ts'
import { proveOrigins } from './prove.ts'

const copy = copyWithVariants()
try {
  const environments = explainedLines(copy)
  const { proved, refused, wrong } = proveOrigins(copy, environments, decidingLiterals(environments))
  console.log(`${proved} literals changed exactly the lines that name them, except for:\n${wrong.join('\n')}\n`)
  console.log(`${refused.length} can have no other value:\n${refused.join('\n')}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  rmSync(copy, { recursive: true })
}
