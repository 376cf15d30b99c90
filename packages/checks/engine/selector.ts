import { fieldsOf, listOf } from './workload.ts'

/** Whether a label selector of Kubernetes chooses something with these labels. An empty selector chooses all. */
export function matches(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels, matchExpressions } = fieldsOf(selector)
  const has = (key: string): boolean => Object.hasOwn(labels, key)
  return (
    Object.entries(fieldsOf(matchLabels)).every(([key, value]) => has(key) && labels[key] === value) &&
    listOf(matchExpressions).every((expression) => {
      const { key, operator, values } = fieldsOf(expression)
      if (typeof key !== 'string') return false
      const isAmong = has(key) && listOf(values).includes(labels[key])
      if (operator === 'In') return isAmong
      if (operator === 'NotIn') return !isAmong
      return operator === 'Exists' ? has(key) : !has(key)
    })
  )
}
