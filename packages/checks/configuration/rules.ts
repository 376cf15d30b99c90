import { formatPointer, listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { perContext } from '../engine/per-context.ts'
import { type Query, readQuery, uncheckedQuery } from '../promql/query.ts'
import { type RuleFile, ruleFilesIn } from './rule-files.ts'

/** An alert or a recording rule. */
export interface SourcedRule {
  readonly file: RuleFile
  readonly fields: Mapping
  readonly group: Mapping
  /** JSON Pointer of the rule. */
  readonly pointer: string
  /** `alert Name`, `record name`. */
  readonly title: string
  readonly isAlert: boolean
  /** Undefined for a rule whose expr is not a string. */
  readonly query: Query | undefined
}

/** All rules of the rule files. */
export const rulesIn = perContext((context): readonly SourcedRule[] =>
  ruleFilesIn(context).flatMap((file) =>
    file.groups.flatMap((group, index) =>
      listOf(group.rules).map((rule, position) =>
        readRule(file, group, formatPointer(['groups', index, 'rules', position]), mappingOf(rule)),
      ),
    ),
  ),
)

function readRule(file: RuleFile, group: Mapping, pointer: string, fields: Mapping): SourcedRule {
  const { alert, record, expr } = fields
  const isAlert = alert !== undefined
  return {
    file,
    group,
    fields,
    pointer: file.pointer + pointer,
    title: isAlert ? `alert ${String(alert)}` : `record ${String(record ?? '')}`,
    isAlert,
    query: typeof expr === 'string' ? cachedQuery(expr) : undefined,
  }
}

// Environments often have the same rules.
const queries = new Map<string, Query>()

/** The length from which a query counts for `mostLongQueries`, and that of all such queries in one process. */
const longQuery = 2 * 1024
const mostLongQueries = 256 * 1024
let longQueries = 0

function cachedQuery(text: string): Query {
  const query = queries.get(text) ?? readLimited(text)
  queries.set(text, query)
  return query
}

function readLimited(text: string): Query {
  if (text.length <= longQuery) return readQuery(text)
  longQueries += text.length
  return longQueries <= mostLongQueries ? readQuery(text) : uncheckedQuery(tooMany)
}

const tooMany = `the queries above ${longQuery / 1024} KiB have more than ${mostLongQueries / 1024} KiB together. The others are not checked.`
