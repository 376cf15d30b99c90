// Command shake copies the Go modules of a program without the declarations that the program does not reach, so that it builds
// without the clients of clouds and without what does not compile for WebAssembly.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "shake:", err)
		os.Exit(1)
	}
}

// run has the arguments CONFIG and OUTPUT. The working directory is the program's.
func run(args []string) error {
	content, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var cuts Cuts
	if err := json.Unmarshal(content, &cuts); err != nil {
		return err
	}
	packages, err := listPackages(cuts)
	if err != nil {
		return err
	}
	shaker := newShaker(cuts, packages)
	if err := shaker.run(); err != nil {
		return err
	}
	if text := os.Getenv("WHY"); text != "" {
		shaker.why(text)
	}
	return shaker.write(args[1])
}
