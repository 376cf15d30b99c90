//go:build !wasip1

package verdict

import (
	"bufio"
	"errors"
	"io"
	"os"
)

// Serve answers the requests on standard input, one a line.
func Serve(handler *Handler) error {
	reader := bufio.NewReader(os.Stdin)
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			if _, err := os.Stdout.Write(append(handler.Line(line), '\n')); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
