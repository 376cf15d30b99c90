type Labels = Readonly<Record<string, string>>

/** Whether an object's labels meet one requirement of a selector. */
export type LabelRequirement = (labels: Labels) => boolean

const requirement =
  /^(?:(?<not>!)?(?<exists>[\w./-]+)|(?<key>[\w./-]+)\s*(?<sign>=|==|!=)\s*(?<value>[\w.-]*)|(?<setKey>[\w./-]+)\s+(?<operator>in|notin)\s+\((?<set>[^()]*)\))$/

/** Parses kubectl's syntax, `app=a,tier!=b,env in (x, y),!legacy`. Undefined if the string does not have this syntax. */
export function parseLabelSelector(selector: string): readonly LabelRequirement[] | undefined {
  const parts = selector.split(/,(?![^(]*\))/).map((part) => parseRequirement(part.trim()))
  return parts.every((part) => part !== undefined) ? parts : undefined
}

function parseRequirement(part: string): LabelRequirement | undefined {
  const { not, exists, key, sign, value, setKey, operator, set } = requirement.exec(part)?.groups ?? {}
  if (exists !== undefined) return (labels) => Object.hasOwn(labels, exists) === (not === undefined)
  if (key !== undefined) return (labels) => (labels[key] === value) === (sign !== '!=')
  if (setKey === undefined) return undefined
  const values = set!.split(',').map((one) => one.trim())
  return (labels) => (Object.hasOwn(labels, setKey) && values.includes(labels[setKey]!)) === (operator === 'in')
}
