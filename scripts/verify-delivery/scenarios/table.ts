import { effectsText } from './effects-text.ts'
import type { Results, ScenarioResult, ToolResult } from './results.ts'

const columns = ['change', '`diff` predicts', 'Argo CD', 'Flux', 'agree'] as const

/** The table of all scenarios, with its summary, in Markdown. */
export function scenarioTable({ date, versions, scenarios }: Results): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const count = (tool: 'argo-cd' | 'flux'): string => {
    const found = scenarios.flatMap(({ tools }) => tools[tool] ?? [])
    return `${found.filter(agrees).length} of ${found.length}`
  }
  return [
    `Run on ${date} with ${names.join(', ')}. The predictions agree with Argo CD in ${count('argo-cd')} scenarios, with Flux in ${count('flux')}.`,
    '',
    `| ${columns.join(' | ')} |`,
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...scenarios.map(row),
    '',
  ].join('\n')
}

const agrees = ({ disagreements }: ToolResult): boolean => disagreements.length === 0

function row({ change, tools }: ScenarioResult): string {
  const { 'argo-cd': argoCd, flux } = tools
  const cells = [
    change,
    predictionCell(argoCd, flux),
    observationCell(argoCd),
    observationCell(flux),
    [argoCd, flux].every((result) => result === undefined || agrees(result)) ? 'yes' : 'no',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** One prediction for both tools, unless it depends on the tool. */
function predictionCell(argoCd: ToolResult | undefined, flux: ToolResult | undefined): string {
  const texts = [argoCd, flux].map((result) => result && effectsText(result.predicted))
  if (texts[0] === undefined || texts[1] === undefined || texts[0] === texts[1]) return texts[0] ?? texts[1] ?? ''
  return `Argo CD: ${texts[0]}.<br>Flux: ${texts[1]}`
}

function observationCell(result: ToolResult | undefined): string {
  if (result === undefined) return ''
  const { observed, seconds, disagreements } = result
  const text = agrees(result) ? 'as predicted' : effectsText(observed)
  const problems = disagreements.length === 0 ? '' : `<br>**${disagreements.slice(0, 3).join(' ')}**`
  return `${text} (${seconds} s)${problems}`
}
