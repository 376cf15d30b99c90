// Package protocol defines the requests and answers, one JSON object a line.
package protocol

import "encoding/json"

// The ways in which a client writes an object.
const (
	ServerSide = "server-side"
	ClientSide = "client-side"
	Replace    = "replace"
)

// Verdicts about an object.
const (
	Accepted    = "accepted"
	Refused     = "refused"
	UnknownKind = "unknown-kind"
)

// Stages of a verdict: the write of the object before, or of the object after.
const (
	Before = "before"
	After  = "after"
)

// Request is one line of input: the version of the program, a set, or an object.
type Request struct {
	Version bool `json:"version,omitempty"`

	// Set names a set of objects. With KubernetesVersion it defines the set.
	Set               string            `json:"set,omitempty"`
	KubernetesVersion string            `json:"kubernetesVersion,omitempty"`
	Objects           []json.RawMessage `json:"objects,omitempty"`

	ID     string          `json:"id,omitempty"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	Apply  string          `json:"apply,omitempty"`
	Live   json.RawMessage `json:"live,omitempty"`
	Want   []string        `json:"want,omitempty"`
}

// Answer is one line of output.
type Answer struct {
	Version *Version `json:"version,omitempty"`
	Set     string   `json:"set,omitempty"`
	ID      string   `json:"id,omitempty"`
	Error   string   `json:"error,omitempty"`

	Verdict  string   `json:"verdict,omitempty"`
	Stage    string   `json:"stage,omitempty"`
	Code     int32    `json:"code,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Message  string   `json:"message,omitempty"`
	Causes   []Cause  `json:"causes,omitempty"`
	Warnings []string `json:"warnings,omitempty"`

	TemplateChanged *bool           `json:"templateChanged,omitempty"`
	ObjectChanged   *bool           `json:"objectChanged,omitempty"`
	Stored          json.RawMessage `json:"stored,omitempty"`
}

// Cause is one entry of Status.details.causes.
type Cause struct {
	Reason  string `json:"reason"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// Version lists the Kubernetes versions that the program answers for.
type Version struct {
	Kubernetes []string `json:"kubernetes"`
	Sources    string   `json:"sources"`
}
