//go:build !wasip1

// The program reads requests as JSON lines on standard input and writes the API server's answers in the same order.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"thanos-gitops/api-server/verdict"
)

func main() {
	verdict.TuneMemory()
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "api-server:", err)
		os.Exit(1)
	}
}

// serve writes an answer at once if no further request is buffered, so that a client can wait for each answer.
func serve(input io.Reader, output io.Writer) error {
	handler := verdict.NewHandler()
	reader := bufio.NewReaderSize(input, 1<<20)
	writer := bufio.NewWriterSize(output, 1<<20)
	for {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			if _, err := writer.Write(append(handler.Line(line), '\n')); err != nil {
				return err
			}
		}
		if err != nil || reader.Buffered() == 0 {
			if err := writer.Flush(); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
