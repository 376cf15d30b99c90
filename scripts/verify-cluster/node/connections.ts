// Attempts to connect, from the network of a pod or of the node.
import type { Namespaces } from './namespaces.ts'

/** Prints the addresses at which a TCP connection is established, all at the same time. `$1` is the address of a pod, or empty for the node. */
const script = `
network=/proc/self/ns/net
if [ -n "$1" ]; then
  network=
  for file in /run/netns/*; do
    ! nsenter --net="$file" ip -oneline -4 address show dev eth0 | grep -qF " $1/" || network=$file
  done
fi
[ -n "$network" ]
shift
for address in "$@"; do
  nsenter --net="$network" timeout 10 bash -c 'exec 3<>"/dev/tcp/$0/$1" && echo "$0:$1"' "\${address%:*}" "\${address##*:}" 2>/dev/null &
done
wait`

/**
 * @param pod the address of a pod, or undefined for the node
 * @param addresses such as `10.244.0.5:9090`
 * @returns those that accept a connection
 */
export async function reachable(
  namespaces: Namespaces,
  pod: string | undefined,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const output = await namespaces.run(['bash', '-euc', script, 'connect', pod ?? '', ...addresses])
  const connected = new Set(output.split('\n'))
  return addresses.filter((address) => connected.has(address))
}
