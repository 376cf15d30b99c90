package verdict

import "runtime/debug"

// TuneMemory collects garbage less often: nearly all that a verdict allocates is garbage after it.
func TuneMemory() {
	debug.SetGCPercent(400)
}
