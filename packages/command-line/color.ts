/** Whether standard output gets colors: https://no-color.org and https://force-color.org */
export function hasColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return process.stdout.isTTY === true && TERM !== 'dumb'
}
