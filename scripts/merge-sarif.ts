interface SarifLog {
  readonly runs: readonly [SarifRun]
}

interface SarifRun {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } }
  readonly results: readonly { readonly ruleId: string }[]
}

/** One log of SARIF with the results of several logs of the same tool: GitHub refuses several runs of a tool. */
export function mergeSarif(logs: readonly string[]): string {
  const read = logs.map((log) => JSON.parse(log) as SarifLog)
  const first = read[0]!
  const runs = read.map((log) => log.runs[0])
  const rules = [...new Map(runs.flatMap(({ tool }) => tool.driver.rules).map((rule) => [rule.id, rule])).values()]
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]))
  const run = {
    ...first.runs[0],
    tool: { driver: { ...first.runs[0].tool.driver, rules } },
    results: runs
      .flatMap(({ results }) => results)
      .map((result) => ({ ...result, ruleIndex: indexOf.get(result.ruleId) })),
  }
  return `${JSON.stringify({ ...first, runs: [run] }, null, 2)}\n`
}
