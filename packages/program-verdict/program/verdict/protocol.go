// Package verdict answers which documents a program refuses, in the words of the program.
package verdict

import "reflect"

// Request is one line of input.
type Request struct {
	// Version requests the version of the program.
	Version bool `json:"version,omitempty"`
	// Kind names what the document is: "config", "rules".
	Kind     string `json:"kind,omitempty"`
	Document string `json:"document,omitempty"`
}

// Answer is one line of output.
type Answer struct {
	Version  *Version  `json:"version,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
	// Error is why there is no verdict: a crash of the program's code, or an unknown kind.
	Error string `json:"error,omitempty"`
}

// Version is the program whose code answers.
type Version struct {
	Program string `json:"program"`
	Version string `json:"version"`
}

// Problem is one reason of a refusal.
type Problem struct {
	// Message is what the program prints, without the position.
	Message string `json:"message"`
	// IsIgnored is whether the program accepts the document, and ignores a field.
	IsIgnored bool `json:"isIgnored,omitempty"`
	// Path leads to the smallest part of the document without which the program does not print the message: keys and indexes.
	// It is absent if no part is the reason.
	Path []any `json:"path"`
	// Line is where the program prints that the error is, from 1; 0 if it prints no line.
	Line int `json:"line,omitempty"`
	// Known are the fields that the program has where it refuses one.
	Known []string `json:"known,omitempty"`
}

// Kind judges documents of one kind.
type Kind struct {
	// Judge returns the messages with which the program refuses a document.
	Judge func(document []byte) []string
	// Type is decoded from the document, for the fields that it has. It may be nil.
	Type any
	// Fields are those that the type declares in another way than with tags. It may be nil.
	Fields func(reflect.Type) []string
	// Parts are smaller documents with the same errors, by the message; absent if there are none.
	Parts func(document []byte, message string) (part []byte, prefix []any)
}
